// Of what pages run as well only types: a worker that shares code with them would be of several files, which it can't be.
import { ownPath } from "./own-path.ts";
import { readPushed } from "./pushed.ts";
import type { WorkerMessage } from "./worker-message.ts";
import type { NotificationClicked, PageClient, PushReceived, WorkerScope } from "./worker-scope.ts";

// The script of a service worker runs in no page, though the types say so.
const worker = globalThis as unknown as WorkerScope;

// It keeps nothing, so that a new version may take over at once.
worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("push", (event) => event.waitUntil(show(event)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(open(event)));

/** Shows what was pushed, but to somebody who looks at the console: there the bell tells it. */
async function show({ data }: PushReceived): Promise<void> {
  const pushed = readPushed(parsed(data));
  if (!pushed) return;
  const pages = await openPages();
  const isSeen = pages.some(({ focused, visibilityState }) => focused && visibilityState === "visible");
  if (isSeen && mayBeSilent()) return;
  const { title, body, url, tag } = pushed;
  await worker.registration.showNotification(title, {
    body,
    icon: "/icon-192.png",
    data: { url },
    ...(tag !== null && { tag }),
  });
}

/** Safari takes the permission away from who shows nothing for a push, whoever is looking. */
function mayBeSilent(): boolean {
  const { userAgent } = worker.navigator;
  return !userAgent.includes("Safari/") || userAgent.includes("Chrome/");
}

/** Leads to what it tells of: in the console's page that was looked at last, or in a new one. */
async function open({ notification }: NotificationClicked): Promise<void> {
  notification.close();
  const path = ownPath(linkIn(notification.data), worker.location.origin);
  const [page] = await openPages();
  if (!page) {
    await worker.clients.openWindow(path);
    return;
  }
  // The page goes there by itself: to load it anew would lose what is being written in it.
  const message: WorkerMessage = { type: "atrium.open", path };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the pages of a worker are all of its origin
  page.postMessage(message);
  // Browsers let it come to the front only where the click was a person's.
  await page.focus().catch(() => undefined);
}

function openPages(): Promise<readonly PageClient[]> {
  return worker.clients.matchAll({ type: "window", includeUncontrolled: true });
}

function parsed(data: PushReceived["data"]): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

function linkIn(data: unknown): unknown {
  return typeof data === "object" && data !== null && "url" in data ? data.url : null;
}
