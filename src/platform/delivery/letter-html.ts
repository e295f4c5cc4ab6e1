import { escapeHtml } from "./escape-html.ts";
import type { Letter, LetterFooter, LetterItem } from "./layout.ts";

/**
 * Mail clients keep what was good HTML in 2004: tables for the layout, styles at each element, widths as attributes.
 * What a client understands of the style sheet makes it dark where its reader wants that, and wide on a phone.
 */
const styleSheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 620px) { .card { padding: 24px 20px !important; } .page { padding: 16px 0 !important; } }
@media (prefers-color-scheme: dark) {
  .page, body { background: #161513 !important; }
  .card { background: #211f1c !important; border-color: #3a3732 !important; }
  .text, .brand { color: #ece9e2 !important; }
  .quiet, .quiet a { color: #a8a297 !important; }
  .line { border-color: #3a3732 !important; }
  .link { color: #6cc3a9 !important; }
}`;

const sans = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const body = `${sans};font-size:16px;line-height:24px;color:#1c1b19`;
const quiet = `${sans};font-size:13px;line-height:20px;color:#6b665d`;

/** A letter as a whole document, 600 px wide at most. */
export function letterHtml(letter: Letter): string {
  const { subject, paragraphs, items = [], rows = [], code, action, closing = [], footer } = letter;
  const parts = [
    ...paragraphs.map(paragraphHtml),
    ...items.map(itemHtml),
    rows.length === 0 ? "" : rowsHtml(rows),
    code === undefined ? "" : codeHtml(code),
    action === undefined ? "" : actionHtml(action),
    ...closing.map(paragraphHtml),
  ];
  return `<!doctype html>
<html lang="en" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${escapeHtml(subject)}</title>
<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->
<style>${styleSheet}</style>
</head>
<body style="margin:0;padding:0;background:#f6f5f1">
${preheaderHtml(letter.preheader ?? paragraphs.join(" "))}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f6f5f1" class="page" style="background:#f6f5f1;padding:32px 12px"><tr><td align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="brand" style="${sans};font-size:18px;font-weight:600;color:#1c1b19;padding:0 4px 16px">Atrium</td></tr>
<tr><td bgcolor="#ffffff" class="card" style="background:#ffffff;border:1px solid #e4e1d8;border-radius:12px;padding:32px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${parts.filter((part) => part !== "").join("\n")}
</table></td></tr>
${footer ? footerHtml(footer) : ""}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>`;
}

/** Lists of mails show it, the mail itself does not; the blanks keep what follows out of the list. */
function preheaderHtml(text: string): string {
  const shown = text.slice(0, 140).toWellFormed();
  return `<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all">${escapeHtml(shown)}${"&#847;&zwnj;&nbsp;".repeat(40)}</div>`;
}

function paragraphHtml(text: string): string {
  return `<tr><td class="text" style="${body};padding:0 0 16px">${escapeHtml(text)}</td></tr>`;
}

function itemHtml({ title, message, url, time }: LetterItem): string {
  const more = message === "" ? "" : `<br>${escapeHtml(message)}`;
  return `<tr><td class="text line" style="${body};border-top:1px solid #e4e1d8;padding:12px 0"><a href="${escapeHtml(url)}" class="link" style="color:#1f6f5c;font-weight:600;text-decoration:none">${escapeHtml(title)}</a>${more}<br><span class="quiet" style="${quiet}">${escapeHtml(time)}</span></td></tr>`;
}

function rowsHtml(rows: NonNullable<Letter["rows"]>): string {
  const cells = rows.map(({ name, value, isSum }) => {
    const style = `${body};border-top:1px solid #e4e1d8;padding:10px 0${isSum ? ";font-weight:700" : ""}`;
    return `<tr><td class="text line" style="${style}">${escapeHtml(name)}</td><td align="right" class="text line" style="${style}">${escapeHtml(value)}</td></tr>`;
  });
  return `<tr><td style="padding:0 0 16px"><table width="100%" cellpadding="0" cellspacing="0" border="0">${cells.join("")}</table></td></tr>`;
}

function codeHtml(code: string): string {
  return `<tr><td class="text" style="${body};padding:0 0 16px">Your code: <strong style="font-size:24px;letter-spacing:4px">${escapeHtml(code)}</strong></td></tr>`;
}

/** Outlook draws a cell's background and not a link's padding: the colour stands at both. */
function actionHtml({ label, url }: NonNullable<Letter["action"]>): string {
  return `<tr><td style="padding:8px 0 16px"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#1f6f5c" style="background:#1f6f5c;border-radius:8px;mso-padding-alt:12px 20px"><a href="${escapeHtml(url)}" style="${sans};font-size:16px;font-weight:600;line-height:20px;background:#1f6f5c;border-radius:8px;color:#ffffff;display:inline-block;padding:12px 20px;text-decoration:none">${escapeHtml(label)}</a></td></tr></table></td></tr>`;
}

const link = (url: string, label: string) =>
  `<a href="${escapeHtml(url)}" style="color:#6b665d;text-decoration:underline">${label}</a>`;

function footerHtml({ reason, unsubscribeUrl, settingsUrl }: LetterFooter): string {
  const ways = [
    ...(unsubscribeUrl === undefined ? [] : [link(unsubscribeUrl, "Unsubscribe")]),
    link(settingsUrl, "Choose what you get"),
  ];
  return `<tr><td class="quiet" style="${quiet};padding:16px 4px 0">${escapeHtml(reason)}<br>${ways.join(" &middot; ")}</td></tr>`;
}
