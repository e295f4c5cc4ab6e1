import { letterHtml } from "./letter-html.ts";
import type { Mail } from "./mail.ts";

/** One thing among several, in a digest. */
export type LetterItem = { title: string; message: string; url: string; time: string };

/** Where mails of this kind are ended, and where all of them are chosen. */
export type LetterFooter = { reason: string; unsubscribeUrl?: string | undefined; settingsUrl: string };

/** What a letter says, in this order; nobody but the layout knows how it looks. */
export type Letter = {
  template: string;
  to: string;
  subject: string;
  /** What a list of mails shows beside the subject; the first paragraph where it is left out. */
  preheader?: string;
  paragraphs: string[];
  items?: LetterItem[];
  /** Names and values, such as the lines of a receipt; the last may be the sum. */
  rows?: { name: string; value: string; isSum?: boolean }[];
  /** A code to type, on a line of its own. */
  code?: string;
  /** The one thing to do. */
  action?: { label: string; url: string };
  /** What stands below what is to be done. */
  closing?: string[];
  footer?: LetterFooter;
  /** Somebody waits for it who cannot sign in without it. */
  isEssential?: boolean;
};

/** Renders a letter as text and as HTML that mail clients show alike; whatever users typed is escaped. */
export function renderMail(letter: Letter): Mail {
  const subject = letter.subject.replaceAll(/[\r\n]+/g, " ").slice(0, 200);
  const unsubscribeUrl = letter.footer?.unsubscribeUrl;
  return {
    to: letter.to,
    template: letter.template,
    subject,
    text: letterText(letter),
    html: letterHtml({ ...letter, subject }),
    ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
    ...(letter.isEssential === true && { isEssential: true }),
  };
}

function letterText({ paragraphs, items = [], rows = [], code, action, closing = [], footer }: Letter): string {
  const parts = [
    ...paragraphs,
    ...items.map(({ title, message, url, time }) =>
      [`* ${title} (${time})`, ...(message === "" ? [] : [`  ${message}`]), `  ${url}`].join("\n"),
    ),
    ...(rows.length === 0 ? [] : [rows.map(({ name, value }) => `${name}: ${value}`).join("\n")]),
    ...(code === undefined ? [] : [`Your code: ${code}`]),
    ...(action === undefined ? [] : [`${action.label}: ${action.url}`]),
    ...closing,
  ];
  return [...parts, ...(footer ? [footerText(footer)] : [])].join("\n\n");
}

function footerText({ reason, unsubscribeUrl, settingsUrl }: LetterFooter): string {
  return [
    "-- ",
    reason,
    ...(unsubscribeUrl === undefined ? [] : [`Unsubscribe: ${unsubscribeUrl}`]),
    `Choose what you get: ${settingsUrl}`,
  ].join("\n");
}
