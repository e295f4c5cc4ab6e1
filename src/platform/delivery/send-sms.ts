import type { Statement } from "../db/database.ts";
import { defineJob, enqueue, type EnqueueDeps } from "../queue/job.ts";
import { handOver, type HandOverDeps } from "./hand-over.ts";
import { priorityOf, sendingRetry } from "./sending.ts";
import { TextMessage, type TextProvider } from "./text-message.ts";

export interface SmsDeps extends HandOverDeps {
  /** In the order in which they are tried; none where no message can be sent. */
  smsProviders: TextProvider[];
}

/** Hands one SMS to the first provider that takes it. */
export const sendSmsJob = defineJob(
  "delivery.send-sms",
  "delivery",
  TextMessage,
  (deps: SmsDeps, sms, jobId, run) =>
    handOver(deps, {
      channel: "sms",
      providers: deps.smsProviders,
      message: sms,
      address: sms.to,
      isEssential: sms.isEssential ?? false,
      report: sms.report,
      jobId,
      run,
    }),
  { retry: sendingRetry },
);

/** The statement that sends an SMS once it has committed; what causes it and its template are its key. */
export function sendSms(deps: EnqueueDeps, sms: TextMessage, cause: string): Statement {
  return enqueue(deps, { ...sendSmsJob, priority: priorityOf(sms) }, sms, `sms:${sms.template}:${cause}`);
}
