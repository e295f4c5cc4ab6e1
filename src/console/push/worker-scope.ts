/**
 * What the service worker needs of its surroundings. The console's types are those of pages, and the two can't be
 * had in one program.
 */
export interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly location: { readonly origin: string };
  readonly navigator: { readonly userAgent: string };
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly PageClient[]>;
    openWindow(url: string): Promise<PageClient | null>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "push", listener: (event: PushReceived) => void): void;
  addEventListener(type: "notificationclick", listener: (event: NotificationClicked) => void): void;
}

/** A page of the console that is open. */
export interface PageClient {
  readonly focused: boolean;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<PageClient>;
  postMessage(message: unknown): void;
}

interface Extendable {
  /** The worker is kept alive until this is done. */
  waitUntil(work: Promise<unknown>): void;
}

export interface PushReceived extends Extendable {
  readonly data: { json(): unknown } | null;
}

export interface NotificationClicked extends Extendable {
  readonly notification: Notification;
}
