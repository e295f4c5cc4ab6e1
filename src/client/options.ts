import type { OutboxStore } from "./outbox/outgoing.ts";

/** Why nobody is signed in any more: asked for, or the server ended the session. */
export type SignOutReason = "signed-out" | "session-over";

/** How the client reaches the server and keeps its session. Browsers on the server's site need none of it. */
export type ClientOptions = {
  /** `cookie` for browsers; `body` where there are no cookies: the client then keeps the refresh token itself. */
  tokenTransport?: "cookie" | "body";
  /** With `body`: a refresh token kept from an earlier run. */
  refreshToken?: string;
  /** With `body`: called with each new refresh token (each works once), and with null when the session is over. */
  onRefreshToken?: (refreshToken: string | null) => void;
  /** With `body`: the device token of an earlier sign-in, which makes this device known. */
  deviceToken?: string;
  /** With `body`: called with the device token at each sign-in. */
  onDeviceToken?: (deviceToken: string) => void;
  /** Called when a session that was there is not any more. Every live stream is closed by then. */
  onSignedOut?: (reason: SignOutReason) => void;
  /** Where messages wait that could not be sent yet. By default IndexedDB in browsers, and memory elsewhere. */
  outbox?: OutboxStore;
  /** Sent with every HTTP request. */
  headers?: Record<string, string>;
  fetch?: typeof fetch;
  /** Makes the sockets of live streams, where the global `WebSocket` is missing or needs settings. */
  openSocket?: (url: string, protocols: string[]) => WebSocket;
};
