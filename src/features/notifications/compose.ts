import type { Statement } from "../../platform/db/database.ts";
import type { DeliveryReport } from "../../platform/delivery/report.ts";
import { sendMail } from "../../platform/delivery/send-mail.ts";
import { sendPush } from "../../platform/delivery/send-push.ts";
import { sendSms } from "../../platform/delivery/send-sms.ts";
import { sendWhatsApp } from "../../platform/delivery/send-whatsapp.ts";
import { findUserContact } from "../users/index.ts";
import type { Notification, NotificationType } from "./contract.ts";
import type { DeliveryOrder } from "./courier.ts";
import type { DeliveryKey } from "./delivery-rows.ts";
import type { NotificationsDeps } from "./deps.ts";
import { addressOf, digestMail, notificationMail } from "./mails.ts";
import type { StoredSubscription } from "./push-subscriptions.ts";
import { findWriting } from "./writings.ts";

type Order = { userId: string; key: DeliveryKey; order: DeliveryOrder };
type Sending = { statement: Statement } | { reason: string };

const template = "notification";
/** What a phone shows whole in three parts of an SMS; the limit of the messages is a little above. */
const maxTextLength = 440;
/** A push takes links of a thousand characters, and beside its title no more bytes either. */
const maxPushedLinkBytes = 1_000;

/** What people wrote, which may be gone when it is told of later. */
const aboutWritings = new Set<NotificationType>(["post_liked", "comment_liked", "new_comment", "mention"]);

/** Those that an order tells of and that are not to be seen any more. */
export async function findGone(deps: NotificationsDeps, userId: string, order: DeliveryOrder): Promise<Notification[]> {
  const items = order.kind === "digest" ? order.items : [order.notification];
  const gone = await Promise.all(items.map(async (one) => ((await isToBeSeen(deps, userId, one)) ? [] : [one])));
  return gone.flat();
}

/** The statement that sends what a delivery is about to where the user is reached, or why there is none. */
export async function compose(deps: NotificationsDeps, { userId, key, order }: Order): Promise<Sending> {
  const { notificationId, channel, target } = key;
  const report: DeliveryReport = {
    userId,
    notificationId,
    channel,
    ...(channel === "push" && { subscriptionId: target }),
  };
  if (channel === "email") return composeMail(deps, order, report);
  if (order.kind === "digest") throw new Error("a digest goes by mail");
  const { notification, subscription } = order;
  if (channel === "push")
    return subscription ? push(deps, notification, subscription, report) : { reason: "no target" };
  const phone = await deps.findPhone(userId);
  if (phone === undefined) return { reason: "No phone number is known." };
  const message = { to: phone, template, text: textOf(deps, notification), report };
  const send = channel === "sms" ? sendSms : sendWhatsApp;
  return { statement: send(deps, message, notificationId) };
}

async function composeMail(deps: NotificationsDeps, order: DeliveryOrder, report: DeliveryReport): Promise<Sending> {
  const { userId, notificationId } = report;
  const contact = await findUserContact(deps, userId);
  if (!contact) return { reason: "There is no such user any more." };
  const recipient = { ...contact, userId };
  const mail =
    order.kind === "notification"
      ? notificationMail(deps, recipient, order.notification)
      : digestMail(deps, recipient, order);
  return { statement: sendMail(deps, { ...mail, report }, notificationId) };
}

async function isToBeSeen(
  deps: NotificationsDeps,
  userId: string,
  { type, actor, metadata }: Notification,
): Promise<boolean> {
  const { postId, commentId } = metadata;
  // An operator's announcement has no actor, and may be about what its reader cannot see.
  if (!aboutWritings.has(type) || actor === null || postId === undefined) return true;
  return (await findWriting(deps, userId, { postId, ...(commentId !== undefined && { commentId }) })) !== undefined;
}

function push(
  deps: NotificationsDeps,
  { id, title, message, link, type }: Notification,
  { id: subscriptionId, endpoint, keys }: StoredSubscription,
  report: DeliveryReport,
): Sending {
  const payload = { title, body: message, url: pushedLinkOf(link), tag: id };
  const urgency = type === "new_message" || type === "security_alert" ? "high" : "normal";
  const subscription = { endpoint, keys };
  return {
    statement: sendPush(deps, { subscription, payload, urgency, topic: id, report }, `${id}:${subscriptionId}`),
  };
}

/** One for which there is no room leads to the list, where the notification itself leads on. */
function pushedLinkOf(link: string | null): string {
  const size = new TextEncoder().encode(JSON.stringify(link)).length;
  return link === null || size > maxPushedLinkBytes ? "/notifications" : link;
}

function textOf(deps: NotificationsDeps, { title, message, link }: Notification): string {
  const words = [title, message.replaceAll(/\s+/g, " ")].filter((text) => text !== "").join(": ");
  const address = link === null ? "" : ` ${addressOf(deps, link)}`;
  const room = maxTextLength - address.length;
  const shown = words.length <= room ? words : `${words.slice(0, Math.max(0, room - 1)).toWellFormed()}…`;
  return address.length < maxTextLength / 2 ? shown + address : words.slice(0, maxTextLength).toWellFormed();
}
