import { z } from "zod";
import type { Statement } from "../db/database.ts";
import { GiveUp } from "../queue/give-up.ts";
import { defineJob, enqueue, type EnqueueDeps } from "../queue/job.ts";
import { handOver, type HandOverDeps } from "./hand-over.ts";
import { fitPayload, Push, type PushPayload, type PushProvider } from "./push.ts";
import type { PushTarget } from "./push-target.ts";
import type { DeliveryReport } from "./report.ts";
import { sendingRetry } from "./sending.ts";

export interface PushDeps extends HandOverDeps {
  /** One for each push service, and the outbox in development; none where there are no keys. */
  pushProviders: PushProvider[];
}

/** Hands one push to the push service of its subscription. One that is gone is suppressed, and reported so. */
export const sendPushJob = defineJob(
  "delivery.send-push",
  "delivery",
  Push,
  (deps: PushDeps, push, jobId, run) =>
    handOver(deps, {
      channel: "push",
      providers: deps.pushProviders,
      message: push,
      address: push.subscription.endpoint,
      isEssential: false,
      report: push.report,
      jobId,
      run,
    }),
  { retry: sendingRetry },
);

type NewPush = {
  subscription: PushTarget;
  /** Its text is cut where it would be too long. */
  payload: PushPayload;
  template?: string;
  /** A day unless it says otherwise. */
  ttlSeconds?: number;
  urgency?: Push["urgency"];
  topic?: string;
  report?: DeliveryReport;
};

/**
 * The statement that sends a push once it has committed. Its cause names the subscription too, where there are several.
 *
 * @throws GiveUp where it can never be sent.
 */
export function sendPush(deps: EnqueueDeps, { payload, ...push }: NewPush, cause: string): Statement {
  const defaults = { template: "notification", ttlSeconds: 24 * 3600, urgency: "normal" as const };
  const input = Push.safeParse({ ...defaults, ...push, payload: fitPayload(payload) });
  if (!input.success) throw new GiveUp(`no push is like that: ${z.prettifyError(input.error)}`);
  return enqueue(deps, sendPushJob, input.data, `push:${push.template ?? defaults.template}:${cause}`);
}
