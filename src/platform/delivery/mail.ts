import { z } from "zod";

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
});
export type Mail = z.infer<typeof Mail>;

/** Hands a mail over. The key is the same for every try, so that a provider can tell a repeat. */
export type MailProvider = { name: string; send(mail: Mail, idempotencyKey: string): Promise<void> };
