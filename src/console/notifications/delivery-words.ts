import type { Delivery } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/later.ts";

export const channelNames = {
  inApp: t("notifications.channels.inApp"),
  email: t("notifications.channels.email"),
  sms: t("notifications.channels.sms"),
  whatsapp: t("notifications.channels.whatsapp"),
  push: t("notifications.channels.push"),
} as const;

/** Why it was not sent, or not yet, as the server says it. What a provider said is shown as it is. */
const reasons: Partial<Record<string, string>> = {
  "A mail of its own tells of it.": t("notifications.deliveries.reasons.ownMail"),
  "The daily digest tells of it.": t("notifications.deliveries.reasons.dailyDigest"),
  "The weekly digest tells of it.": t("notifications.deliveries.reasons.weeklyDigest"),
  "Too many mails at once.": t("notifications.deliveries.reasons.manyMails"),
  "Too many messages to the phone.": t("notifications.deliveries.reasons.manyTexts"),
  "Quiet hours.": t("notifications.deliveries.reasons.quiet"),
  "It was deleted.": t("notifications.deliveries.reasons.deleted"),
  "It was read.": t("notifications.deliveries.reasons.read"),
  "It was turned off.": t("notifications.deliveries.reasons.off"),
  "The browser is no longer subscribed.": t("notifications.deliveries.reasons.unsubscribed"),
  "Nothing of it is left to tell.": t("notifications.deliveries.reasons.nothingLeft"),
  "No phone number is known.": t("notifications.deliveries.reasons.noPhone"),
  "It is not to be seen any more.": t("notifications.deliveries.reasons.gone"),
  "It could not be handed over.": t("notifications.deliveries.reasons.lost"),
  "the address is suppressed": t("notifications.deliveries.reasons.suppressed"),
  "no provider": t("notifications.deliveries.reasons.noProvider"),
};

export function reasonOf({ reason }: Delivery): string {
  return reason === undefined ? "" : (reasons[reason] ?? reason);
}

export function stateOf({ state, at }: Delivery): string {
  const time = moment(at);
  switch (state) {
    case "queued":
      return t("notifications.deliveries.queued", { time });
    case "deferred":
      return t("notifications.deliveries.deferred", { time });
    case "sent":
      return t("notifications.deliveries.sent", { time });
    case "failed":
      return t("notifications.deliveries.failed", { time });
    case "skipped":
      return t("notifications.deliveries.skipped");
  }
}
