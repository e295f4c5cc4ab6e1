import type { Config } from "../../platform/config/config.ts";
import type { Keyring } from "../../platform/crypto/keyring.ts";
import type { Mail } from "../../platform/delivery/mail.ts";
import { renderDigestMail, renderNotificationMail } from "../../platform/delivery/notification-mails.ts";
import type { Notification, Unsubscription } from "./contract.ts";
import { unsubscribeUrl } from "./unsubscribe-token.ts";

type MailDeps = { config: Config; keyring: Keyring };
type Recipient = { userId: string; email: string; displayName: string };
type Digest = { period: "daily" | "weekly"; items: Notification[]; count: number };

export function notificationMail(
  deps: MailDeps,
  recipient: Recipient,
  { type, title, message, link }: Notification,
): Mail {
  return renderNotificationMail({ ...common(deps, recipient, type), title, message, url: addressOf(deps, link) });
}

export function digestMail(deps: MailDeps, recipient: Recipient, { period, items, count }: Digest): Mail {
  return renderDigestMail({
    ...common(deps, recipient, "digest"),
    period,
    items: items.map(({ title, message, link, createdAt }) => ({
      title,
      message,
      url: addressOf(deps, link),
      at: Date.parse(createdAt),
    })),
    more: count - items.length,
  });
}

/** A notification's link is a path of the console, or leads elsewhere. */
export function addressOf({ config: { PUBLIC_URL } }: Pick<MailDeps, "config">, link: string | null): string {
  const path = link ?? "/notifications";
  return path.startsWith("/") ? PUBLIC_URL + path : path;
}

function common(
  { config, keyring }: MailDeps,
  { userId, email, displayName }: Recipient,
  subject: Unsubscription["subject"],
) {
  return {
    to: email,
    name: displayName,
    unsubscribeUrl: unsubscribeUrl({ config, keyring }, userId, subject),
    settingsUrl: `${config.PUBLIC_URL}/settings/notifications`,
  };
}
