import { queryOptions } from "@tanstack/react-query";
import type { PushSubscriptionSummary } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { ownSubscription, permissionNow, subscribe, unsubscribe } from "./browser.ts";
import { canBePushedTo } from "./can-be-pushed-to.ts";
import { rememberSubscribed, subscribedUser } from "./subscribed-user.ts";

/** How push stands in this browser. */
export type PushState = "unsupported" | "unavailable" | "denied" | "off" | "on";

export type Push = {
  state: PushState;
  publicKey: string | null;
  browsers: PushSubscriptionSummary[];
  /** Which of them is this one. */
  ownId: string | null;
};

export const pushQuery = queryOptions({
  queryKey: ["push"],
  queryFn: readPush,
  // Browsers come and go elsewhere, and nothing tells this page.
  staleTime: 0,
});

async function readPush(): Promise<Push> {
  const [{ items, publicKey }, own] = await Promise.all([
    unwrap(client.notifications.pushSubscriptions.list()),
    ownSubscription(),
  ]);
  const ownId = items.find(({ endpoint }) => endpoint === own?.endpoint)?.id ?? null;
  return { state: stateOf(publicKey, ownId), publicKey, browsers: items, ownId };
}

function stateOf(publicKey: string | null, ownId: string | null): PushState {
  if (!canBePushedTo) return "unsupported";
  if (publicKey === null) return "unavailable";
  if (permissionNow() === "denied") return "denied";
  return ownId !== null && permissionNow() === "granted" ? "on" : "off";
}

/** Has the browser ask, and where it is allowed, has this browser pushed to. Only to be called by a click. */
export async function turnPushOn(userId: string, publicKey: string): Promise<void> {
  if ((await Notification.requestPermission()) === "granted") await add(userId, publicKey);
  await readPushAgain();
}

export async function turnPushOff(ownId: string | null): Promise<void> {
  if (ownId !== null) await unwrap(client.notifications.pushSubscriptions.remove(ownId));
  await forgetPush();
  await readPushAgain();
}

/** Ends the pushes to another browser. */
export async function removeBrowser(id: string): Promise<void> {
  await unwrap(client.notifications.pushSubscriptions.remove(id));
  await readPushAgain();
}

/**
 * Gives the server this browser's subscription again: it ends with the session that gave it, and browsers replace
 * theirs. One that somebody else left behind is ended.
 */
export async function keepPush(userId: string): Promise<void> {
  const subscribed = subscribedUser();
  if (subscribed === null || permissionNow() !== "granted") return;
  if (subscribed !== userId) return forgetPush();
  const { publicKey } = await unwrap(client.notifications.pushSubscriptions.list());
  if (publicKey !== null) await add(userId, publicKey);
}

/** Nobody is pushed to here any more. */
export async function forgetPush(): Promise<void> {
  rememberSubscribed(null);
  await unsubscribe();
}

export function readPushAgain(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: pushQuery.queryKey });
}

async function add(userId: string, publicKey: string): Promise<void> {
  await unwrap(client.notifications.pushSubscriptions.add(await subscribe(publicKey)));
  rememberSubscribed(userId);
}
