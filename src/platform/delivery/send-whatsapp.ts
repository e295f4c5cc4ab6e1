import type { Statement } from "../db/database.ts";
import { defineJob, enqueue, type EnqueueDeps } from "../queue/job.ts";
import { handOver, type HandOverDeps } from "./hand-over.ts";
import { priorityOf, sendingRetry } from "./sending.ts";
import { TextMessage, type TextProvider } from "./text-message.ts";

export interface WhatsAppDeps extends HandOverDeps {
  /** In the order in which they are tried; none where no message can be sent. */
  whatsappProviders: TextProvider[];
}

/** Hands one message over WhatsApp to the first provider that takes it. */
export const sendWhatsAppJob = defineJob(
  "delivery.send-whatsapp",
  "delivery",
  TextMessage,
  (deps: WhatsAppDeps, message, jobId, run) =>
    handOver(deps, {
      channel: "whatsapp",
      providers: deps.whatsappProviders,
      message,
      address: message.to,
      isEssential: message.isEssential ?? false,
      report: message.report,
      jobId,
      run,
    }),
  { retry: sendingRetry },
);

/** The statement that sends a message over WhatsApp once it has committed; its cause and its template are its key. */
export function sendWhatsApp(deps: EnqueueDeps, message: TextMessage, cause: string): Statement {
  return enqueue(
    deps,
    { ...sendWhatsAppJob, priority: priorityOf(message) },
    message,
    `whatsapp:${message.template}:${cause}`,
  );
}
