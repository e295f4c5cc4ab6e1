import type { Statement } from "../db/database.ts";
import { type EnqueueDeps, defineJob, enqueue } from "../queue/job.ts";
import { handOver } from "./hand-over.ts";
import { Mail, type MailProvider } from "./mail.ts";

export interface DeliveryDeps {
  now(): number;
  /** In the order in which they are tried. */
  mailProviders: MailProvider[];
}

/** Hands one mail to the first provider that takes it. */
export const sendMailJob = defineJob("delivery.send-mail", "email", Mail, (deps: DeliveryDeps, mail, jobId) =>
  handOver(deps, deps.mailProviders, mail, jobId),
);

/**
 * The statement that sends a mail once it has committed. What causes it, such as an event's id, and its
 * template are its key: the same again sends nothing.
 */
export function sendMail(deps: EnqueueDeps, mail: Mail, cause: string): Statement {
  return enqueue(deps, sendMailJob, mail, `mail:${mail.template}:${cause}`);
}
