import { z } from "zod";
import { PhoneNumber } from "./phone-number.ts";
import type { Provider } from "./provider.ts";
import { DeliveryReport } from "./report.ts";

/** One message to a phone: an SMS, or one over WhatsApp. */
export const TextMessage = z.object({
  to: PhoneNumber,
  template: z.string(),
  text: z.string().max(480),
  /** A code that somebody waits for: it is tried although the number is suppressed. */
  isEssential: z.boolean().optional(),
  /** Whom to tell what came of it. */
  report: DeliveryReport.optional(),
});
export type TextMessage = z.infer<typeof TextMessage>;

export type TextProvider = Provider<TextMessage>;
