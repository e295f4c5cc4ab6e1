import { renderMail } from "./layout.ts";
import type { Mail } from "./mail.ts";

type Subscribed = {
  to: string;
  /** Whom the letter greets. */
  name: string;
  /** Where one click ends mails of this kind; left out for kinds that cannot be ended. */
  unsubscribeUrl?: string | undefined;
  settingsUrl: string;
};

type NotificationLetter = Subscribed & { title: string; message: string; url: string };

/** The mail that tells one person one thing. */
export function renderNotificationMail({ to, name, title, message, url, ...footer }: NotificationLetter): Mail {
  return renderMail({
    template: "notification",
    to,
    subject: title,
    preheader: message === "" ? title : message,
    paragraphs: [`Hello ${name},`, title, ...(message === "" ? [] : [message])],
    action: { label: "Take a look", url },
    footer: { reason: "You get this because your settings ask for mails of this kind.", ...footer },
  });
}

type DigestLetter = Subscribed & {
  period: "daily" | "weekly";
  items: { title: string; message: string; url: string; at: number }[];
  /** How many there are beyond the items. */
  more: number;
};

/** The mail that tells what happened in a day or a week. */
export function renderDigestMail({ to, name, period, items, more, ...footer }: DigestLetter): Mail {
  const count = items.length + more;
  const span = period === "daily" ? "today" : "this week";
  const { origin } = new URL(footer.settingsUrl);
  return renderMail({
    template: "digest",
    to,
    subject: `${count} unread ${count === 1 ? "notification" : "notifications"} ${span}`,
    preheader: items.map(({ title }) => title).join(" · "),
    paragraphs: [`Hello ${name},`, `here is what you have not read yet ${span}.`],
    items: items.map(({ at, ...item }) => ({ ...item, time: timeOf(at) })),
    action: { label: more > 0 ? `See all ${count}` : "See all", url: `${origin}/notifications` },
    ...(more > 0 && { closing: [`There ${more === 1 ? "is one" : `are ${more}`} more.`] }),
    footer: { reason: `You get this ${period} because your settings ask for a digest.`, ...footer },
  });
}

/** `2026-08-01 12:00 UTC` */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
