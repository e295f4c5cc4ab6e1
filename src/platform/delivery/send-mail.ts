import type { Statement } from "../db/database.ts";
import { type EnqueueDeps, defineJob, enqueue } from "../queue/job.ts";
import { handOver, type HandOverDeps } from "./hand-over.ts";
import { Mail, type MailProvider } from "./mail.ts";
import { priorityOf, sendingRetry } from "./sending.ts";

export interface MailDeps extends HandOverDeps {
  /** In the order in which they are tried. */
  mailProviders: MailProvider[];
}

/** Hands one mail to the first provider that takes it. */
export const sendMailJob = defineJob(
  "delivery.send-mail",
  "email",
  Mail,
  (deps: MailDeps, mail, jobId, run) =>
    handOver(deps, {
      channel: "email",
      providers: deps.mailProviders,
      message: mail,
      address: mail.to,
      isEssential: mail.isEssential ?? false,
      report: mail.report,
      jobId,
      run,
    }),
  { retry: sendingRetry },
);

/**
 * The statement that sends a mail once it has committed. What causes it, such as an event's id, and its
 * template are its key: the same again sends nothing.
 */
export function sendMail(deps: EnqueueDeps, mail: Mail, cause: string): Statement {
  return enqueue(deps, { ...sendMailJob, priority: priorityOf(mail) }, mail, `mail:${mail.template}:${cause}`);
}
