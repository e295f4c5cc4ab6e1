import { z } from "zod";
import { Timestamp } from "../http/contract.ts";

/** The ways in which people are reached. */
export const channels = ["email", "sms", "whatsapp", "push"] as const;

/** A message that was kept instead of being sent, in development. */
export const KeptMessage = z.object({
  id: z.string(),
  channel: z.enum(channels),
  to: z.string(),
  template: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  createdAt: Timestamp,
});
export type KeptMessage = z.infer<typeof KeptMessage>;

/** A mail of one template, to somebody who does not exist. */
export const SampleMail = z.object({ template: z.string(), subject: z.string(), text: z.string() });
export type SampleMail = z.infer<typeof SampleMail>;
