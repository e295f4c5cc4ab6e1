import { type EnqueueDeps, defineJob, enqueue } from "../queue/job.ts";
import { describeError } from "../log/logger.ts";
import type { Statement } from "../db/database.ts";
import { Mail, type MailProvider } from "./mail.ts";

export interface DeliveryDeps {
  now(): number;
  /** In the order in which they are tried. */
  mailProviders: MailProvider[];
}

/** Hands one mail to the first provider that takes it. */
export const sendMailJob = defineJob("delivery.send-mail", "email", Mail, async (deps: DeliveryDeps, mail, jobId) => {
  const failures: unknown[] = [];
  const startedAt = deps.now();
  for (const provider of deps.mailProviders) {
    // Each may take half a minute; past the job's lease another worker would send the mail as well.
    if (deps.now() - startedAt > 25_000) break;
    try {
      await provider.send(mail, jobId);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    `no mail provider took it: ${failures.map((failure) => describeError(failure).error).join("; ")}`,
  );
});

/**
 * The statement that sends a mail once it has committed. What causes it, such as an event's id, and its
 * template are its key: the same again sends nothing.
 */
export function sendMail(deps: EnqueueDeps, mail: Mail, cause: string): Statement {
  return enqueue(deps, sendMailJob, mail, `mail:${mail.template}:${cause}`);
}
