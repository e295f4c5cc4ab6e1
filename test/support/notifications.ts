import { expect } from "vitest";
import { encodeBase64Url } from "../../src/platform/crypto/base64url.ts";
import type {
  ChannelChoice,
  Delivery,
  Notification,
  NotificationPage,
  NotificationPreferences,
  ReplacePreferences,
} from "../../src/features/notifications/contract.ts";
import { hubOf } from "./chat.ts";
import { eventually } from "./eventually.ts";
import { mailsTo, type Person } from "./people.ts";

type NewNotification = Parameters<ReturnType<typeof hubOf>["notify"]>[1];

let told = 0;

/** Tells somebody something, as a reaction to an event does: of its own type a mention, unless it says otherwise. */
export async function tell(person: Person, input: Partial<NewNotification> = {}, key?: string): Promise<void> {
  told += 1;
  await hubOf(person).notify(key ?? `told-${told}`, {
    type: "mention",
    title: `Title ${told}`,
    message: "",
    link: null,
    metadata: {},
    actor: null,
    groupKey: null,
    ...input,
  });
}

export const listOf = async (person: Person, query = "") =>
  (await person.call("GET", `/api/v1/notifications${query}`)).json<NotificationPage>();

export const preferencesOf = async (person: Person) =>
  (await person.call("GET", "/api/v1/notifications/preferences")).json<NotificationPreferences>();

const noChannel: ChannelChoice = { inApp: false, email: false, sms: false, whatsapp: false, push: false };

/** A choice with nothing but what is named. */
export const only = (...channels: (keyof ChannelChoice)[]): ChannelChoice => ({
  ...noChannel,
  ...Object.fromEntries(channels.map((channel) => [channel, true])),
});

/** Has somebody choose; what is not given is as at first. */
export function choose(person: Person, chosen: Partial<ReplacePreferences> = {}): Promise<Response> {
  const quietHours = { enabled: false, start: "22:00", end: "07:00", timeZone: "UTC" };
  const json = { types: {}, quietHours, digest: "off", ...chosen };
  return person.call("PUT", "/api/v1/notifications/preferences", { json });
}

export const deliveriesOf = async (person: Person, id: string) =>
  (await (await person.call("GET", `/api/v1/notifications/${id}/deliveries`)).json<{ items: Delivery[] }>()).items;

/** Waits until what is to be told of a notification by each channel has come so far. */
export async function untilDelivered(person: Person, id: string, states: object[]): Promise<Delivery[]> {
  return eventually(async () => {
    const items = await deliveriesOf(person, id);
    expect(items).toMatchObject(states);
    return items;
  });
}

/** The newest notification of somebody, however few there are. */
export async function newestOf(person: Person): Promise<Notification> {
  const [newest] = (await listOf(person)).items;
  if (!newest) throw new Error("there is no notification");
  return newest;
}

/** The notification mails that somebody got, newest first. */
export const notificationMailsTo = async (person: Person) =>
  (await mailsTo(person.email)).filter(({ template }) => template === "notification");

/** Somebody like any other, as one who does something. */
export const actorOf = ({ id, username }: Person) => ({ id, username, displayName: username });

let endpoints = 0;

/** What a browser gives when it subscribes to pushes. */
export async function newPushSubscription(endpoint?: string) {
  endpoints += 1;
  const own = `https://updates.push.services.mozilla.com/wpush/v2/${endpoints}-${crypto.randomUUID()}`;
  // What a pair of keys for deriving is, by the types for all kinds of keys.
  const pair = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
    "deriveBits",
  ])) as CryptoKeyPair;
  const point = new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer);
  const auth = crypto.getRandomValues(new Uint8Array(16));
  const keys = { p256dh: encodeBase64Url(point), auth: encodeBase64Url(auth) };
  return { endpoint: endpoint ?? own, expirationTime: null, keys };
}
