import type { NewPushSubscription } from "../../client/index.ts";
import { canBePushedTo } from "./can-be-pushed-to.ts";

const script = "/service-worker.js";

/** What this browser allows the console; asking for more is another matter. */
export function permissionNow(): NotificationPermission {
  return canBePushedTo ? Notification.permission : "denied";
}

/** The subscription that this browser has, if it has one. */
export async function ownSubscription(): Promise<PushSubscription | null> {
  if (!canBePushedTo) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Subscribes this browser with the server's key, in place of a subscription with another key. */
export async function subscribe(publicKey: string): Promise<NewPushSubscription> {
  await navigator.serviceWorker.register(script);
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  const applicationServerKey = bytesOf(publicKey);
  if (before && isSame(before.options.applicationServerKey, applicationServerKey)) return given(before);
  await before?.unsubscribe();
  return given(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
}

/** Ends the subscription, and with it all that would be pushed here, also by a server that can't be told. */
export async function unsubscribe(): Promise<void> {
  await (await ownSubscription())?.unsubscribe();
}

function given(subscription: PushSubscription): NewPushSubscription {
  const { endpoint, expirationTime, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (endpoint === undefined || p256dh === undefined || auth === undefined)
    throw new Error("the browser gives no whole subscription");
  return { endpoint, expirationTime: expirationTime ?? null, keys: { p256dh, auth } };
}

/** Out of base64url, as VAPID keys are written. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function isSame(key: ArrayBuffer | null, bytes: Uint8Array): boolean {
  return key !== null && String(new Uint8Array(key)) === String(bytes);
}
