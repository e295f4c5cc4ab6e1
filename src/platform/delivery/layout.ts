import type { Mail } from "./mail.ts";

type Letter = {
  template: string;
  to: string;
  subject: string;
  paragraphs: string[];
  /** The one thing to do. */
  action?: { label: string; url: string };
  /** A code to type, on a line of its own. */
  code?: string;
};

/** Renders a letter as text and as HTML that mail clients show alike; whatever users typed is escaped. */
export function renderMail(letter: Letter): Mail {
  const code = letter.code === undefined ? [] : [`Your code: ${letter.code}`];
  const action = letter.action === undefined ? [] : [`${letter.action.label}: ${letter.action.url}`];
  return {
    to: letter.to,
    template: letter.template,
    subject: letter.subject.replace(/[\r\n]+/g, " "),
    text: [...letter.paragraphs, ...code, ...action].join("\n\n"),
    html: renderHtml(letter),
  };
}

const cell = 'style="font:16px/1.5 system-ui,sans-serif;color:#1c1b19;padding:8px 0"';

function renderHtml({ subject, paragraphs, action, code }: Letter): string {
  const rows = [
    ...paragraphs.map((paragraph) => `<tr><td ${cell}>${escapeHtml(paragraph)}</td></tr>`),
    ...(code === undefined
      ? []
      : [
          `<tr><td ${cell}>Your code: <strong style="font-size:22px;letter-spacing:3px">${escapeHtml(code)}</strong></td></tr>`,
        ]),
    ...(action === undefined
      ? []
      : [
          `<tr><td ${cell}><a href="${escapeHtml(action.url)}" style="background:#3d4eac;border-radius:8px;color:#fff;display:inline-block;padding:10px 18px;text-decoration:none">${escapeHtml(action.label)}</a></td></tr>`,
        ]),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body style="background:#f6f5f1;margin:0;padding:24px"><table role="presentation" align="center" width="100%" style="background:#fff;border-radius:12px;max-width:560px;padding:24px">${rows.join("")}</table></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
