import { z } from "zod";
import type { Deps } from "./deps.ts";
import { pruneAttachments } from "./features/attachments/index.ts";
import { pruneCommunity } from "./features/community/index.ts";
import { answerQuestion } from "./features/companions/index.ts";
import { createReplayJob } from "./features/operations/index.ts";
import { pruneChallenges, pruneSentCodes } from "./features/mfa/index.ts";
import { prunePasskeyChallenges } from "./features/passkeys/index.ts";
import { deliverJob } from "./features/notifications/index.ts";
import { pruneOauthFlows } from "./features/oauth/index.ts";
import { pruneSessions, rotateSigningKeys } from "./features/sessions/index.ts";
import { pruneEmailChanges, prunePasswordResets, pruneRegistrations } from "./features/users/index.ts";
import { pruneCacheTags } from "./platform/cache/prune.ts";
import { linkAudit, pruneAudit } from "./platform/audit/chain.ts";
import { pruneOutbox } from "./platform/delivery/outbox.ts";
import { sendMailJob } from "./platform/delivery/send-mail.ts";
import { sendPushJob } from "./platform/delivery/send-push.ts";
import { sendSmsJob } from "./platform/delivery/send-sms.ts";
import { sendWhatsAppJob } from "./platform/delivery/send-whatsapp.ts";
import { pruneSuppressions } from "./platform/delivery/suppressions.ts";
import { dispatchEvents } from "./platform/events/dispatch.ts";
import { pruneEvents, releaseEvents, sweepEvents } from "./platform/events/sweep.ts";
import { pruneIdempotentRequests } from "./platform/http/idempotency.ts";
import type { Job } from "./platform/queue/job.ts";
import { pruneJobs } from "./platform/queue/prune.ts";
import { releaseJobs, sweepJobs } from "./platform/queue/sweep.ts";
import { runJob } from "./platform/queue/work.ts";
import { followUp, reactions } from "./reactions.ts";

/** Every job. */
const jobs: Job<Deps>[] = [
  deliverJob,
  sendMailJob,
  sendSmsJob,
  sendWhatsAppJob,
  sendPushJob,
  answerQuestion,
  createReplayJob(reactions),
];

/** A queue message only names a row: what there is to do is in D1. */
const Wake = z.union([z.strictObject({ jobId: z.string() }), z.strictObject({ eventId: z.string() })]);

/** Their jobs wait for others: models, providers. So those of a batch are done side by side. */
const slowQueues = new Set(["atrium-ai", "atrium-delivery"]);

/** Handles one batch of a queue, message by message: one that fails does not take the others along. */
export async function consume(deps: Deps, batch: MessageBatch): Promise<void> {
  if (slowQueues.has(batch.queue)) {
    await Promise.all(batch.messages.map((message) => handle(deps, batch.queue, message)));
  } else for (const message of batch.messages) await handle(deps, batch.queue, message);
}

async function handle(deps: Deps, queue: string, message: Message): Promise<void> {
  if (queue.endsWith("-dead")) {
    deps.log.error("a queue message was given up; the sweep goes on trying its row", undefined, {
      queue,
      body: message.body,
    });
    message.ack();
    return;
  }
  try {
    await wake(deps, Wake.parse(message.body));
    message.ack();
  } catch (error) {
    deps.log.error("queue message failed", error, { queue, attempt: message.attempts });
    message.retry({ delaySeconds: Math.min(300, 2 ** message.attempts) });
  }
}

async function wake(deps: Deps, named: z.infer<typeof Wake>): Promise<void> {
  if ("jobId" in named) await runJob(deps, jobs, named.jobId);
  else await dispatchEvents(deps, reactions, [named.eventId]);
  await followUp(deps);
}

/** After the only runtime there was has died: takes back the jobs that it had under way, and sweeps. */
export async function recover(deps: Deps, diedBefore: number): Promise<void> {
  await releaseEvents(deps, diedBefore);
  await releaseJobs(deps, diedBefore);
  await sweep(deps, { isAwaited: true });
}

const chores = [
  rotateSigningKeys,
  pruneSessions,
  pruneRegistrations,
  prunePasswordResets,
  pruneEmailChanges,
  pruneOauthFlows,
  prunePasskeyChallenges,
  pruneChallenges,
  pruneSentCodes,
  pruneAttachments,
  pruneCommunity,
  linkAudit,
  pruneAudit,
  pruneIdempotentRequests,
  pruneOutbox,
  pruneSuppressions,
  pruneJobs,
  pruneEvents,
  pruneCacheTags,
];

/** Once a minute: removes what is past its time, and does what is due, whoever was to do it. */
export async function sweep(deps: Deps, { isAwaited } = { isAwaited: false }): Promise<void> {
  for (const chore of chores) {
    await chore(deps).catch((error: unknown) => deps.log.error("chore failed", error, { chore: chore.name }));
  }
  // Whatever is the matter with the events, the jobs do not wait for it.
  await sweepEvents(deps, reactions).catch((error: unknown) => deps.log.error("events were not swept", error));
  // What the events' reactions enqueued is due at once, so it is among these.
  deps.enqueuedJobs.length = 0;
  await sweepJobs(deps, jobs, { isAwaited });
  await followUp(deps);
}
