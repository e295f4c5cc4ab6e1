import type { Config } from "../../platform/config/config.ts";
import { renderMail } from "../../platform/delivery/layout.ts";
import type { Mail } from "../../platform/delivery/mail.ts";
import { type NoticeKind, noticeLines, noticeWords } from "../users/index.ts";

type Notice = { kind: NoticeKind; details: Record<string, string>; occurredAt: number };

/** Tells the owner what happened to the security of their account. */
export function noticeMail(
  config: Config,
  { email, displayName }: { email: string; displayName: string },
  { kind, details, occurredAt }: Notice,
): Mail {
  const { title, message } = noticeWords[kind];
  return renderMail({
    template: kind,
    to: email,
    subject: title,
    paragraphs: [`Hello ${displayName},`, message, ...noticeLines(details), `Time: ${timeOf(occurredAt)}`],
    action: { label: "Look at your account", url: `${config.PUBLIC_URL}/settings` },
  });
}

/** `2026-08-01 12:00 UTC` */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
