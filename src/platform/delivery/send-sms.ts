import { z } from "zod";
import type { Statement } from "../db/database.ts";
import { defineJob, enqueue, type EnqueueDeps } from "../queue/job.ts";
import { handOver } from "./hand-over.ts";
import { PhoneNumber } from "./phone-number.ts";

/** One text message. */
export const Sms = z.object({ to: PhoneNumber, template: z.string(), text: z.string().max(480) });
export type Sms = z.infer<typeof Sms>;

/** Hands a message over. The key is the same for every try, so that a provider can tell a repeat. */
export type SmsProvider = { name: string; send(sms: Sms, idempotencyKey: string): Promise<void> };

export interface SmsDeps {
  now(): number;
  /** In the order in which they are tried; none where no message can be sent. */
  smsProviders: SmsProvider[];
}

/** Hands one message to the first provider that takes it. */
export const sendSmsJob = defineJob("delivery.send-sms", "email", Sms, (deps: SmsDeps, sms, jobId) =>
  handOver(deps, deps.smsProviders, sms, jobId),
);

/** The statement that sends a message once it has committed; what causes it and its template are its key. */
export function sendSms(deps: EnqueueDeps, sms: Sms, cause: string): Statement {
  return enqueue(deps, sendSmsJob, sms, `sms:${sms.template}:${cause}`);
}
