import type { NotificationPreferences, NotificationType } from "../../client/index.ts";
import { t } from "../strings/later.ts";

export type Types = NotificationPreferences["types"];
export type Channel = keyof Types[NotificationType];

export const channels: Channel[] = ["inApp", "email", "sms", "whatsapp", "push"];

/** The kinds of notifications by what they are about. */
export const themes: { name: string; types: NotificationType[] }[] = [
  { name: t("settings.notifications.themes.conversations"), types: ["new_message", "mention"] },
  {
    name: t("settings.notifications.themes.community"),
    types: ["new_comment", "post_liked", "comment_liked", "new_follower", "space_invitation"],
  },
  {
    name: t("settings.notifications.themes.applications"),
    types: ["application_submitted", "application_approved", "application_rejected", "job_application_status"],
  },
  { name: t("settings.notifications.themes.payments"), types: ["payment_received", "payment_failed", "payment_due"] },
  { name: t("settings.notifications.themes.security"), types: ["security_alert"] },
];

export const allTypes: NotificationType[] = themes.flatMap(({ types }) => types);

/** Of these one always hears by mail: the server takes no other choice. */
export function isFixed(type: NotificationType, channel: Channel): boolean {
  return channel === "email" && (type === "security_alert" || type === "payment_failed");
}

/** Some kinds by some channels. */
export type Part = { types: NotificationType[]; channels: Channel[] };

/** Whether all of it is on, none, or some: what can't be chosen says nothing. */
export function standOf(choices: Types, part: Part): "all" | "none" | "some" {
  const chosen = pairsOf(part).map(({ type, channel }) => choices[type][channel]);
  if (chosen.every(Boolean)) return "all";
  return chosen.some(Boolean) ? "some" : "none";
}

/** All of it on or off, and the rest as it was. */
export function withPart(choices: Types, part: Part, isOn: boolean): Types {
  const changed = { ...choices };
  for (const { type, channel } of pairsOf(part)) changed[type] = { ...changed[type], [channel]: isOn };
  return changed;
}

function pairsOf(part: Part) {
  return part.types
    .flatMap((type) => part.channels.map((channel) => ({ type, channel })))
    .filter(({ type, channel }) => !isFixed(type, channel));
}
