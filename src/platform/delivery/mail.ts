import { z } from "zod";
import type { Provider } from "./provider.ts";
import { DeliveryReport } from "./report.ts";

/** A header line of a mail must stay one line: nothing that a user typed may start another. */
const OneLine = z
  .string()
  .max(998)
  .regex(/^[^\r\n]*$/);

/** One mail, rendered. */
export const Mail = z.object({
  // As wide as what may register: zod's own pattern refuses addresses that exist.
  to: z.email({ pattern: z.regexes.html5Email }),
  template: z.string(),
  subject: OneLine,
  text: z.string(),
  html: z.string(),
  /** Where a POST ends mails of this kind (RFC 8058): every provider makes it the headers of one-click unsubscribing. */
  unsubscribeUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Somebody waits for it who cannot sign in without it: it is tried although the address is suppressed. */
  isEssential: z.boolean().optional(),
  /** Whom to tell what came of it. */
  report: DeliveryReport.optional(),
});
export type Mail = z.infer<typeof Mail>;

export type MailProvider = Provider<Mail>;

/** The headers that a mail has beyond what every mail has. */
export function extraHeaders({ unsubscribeUrl }: Mail): Record<string, string> {
  if (unsubscribeUrl === undefined) return {};
  return { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** `Atrium <no-reply@example.com>`, or an address alone. */
export function parseSender(from: string): { name?: string; email: string } {
  const [, name = "", email] = /^(.*)<([^>]+)>$/.exec(from) ?? [];
  if (email === undefined) return { email: from };
  return name.trim() === "" ? { email } : { name: name.trim().replace(/^"(.*)"$/, "$1"), email };
}
