import { env } from "cloudflare:workers";
import type { z } from "zod";
import { createDeps, type Deps } from "../../src/deps.ts";
import { commit } from "../../src/platform/db/database.ts";
import { type EventDefinition, recordEvent } from "../../src/platform/events/event.ts";
import { enqueue, type JobRequest } from "../../src/platform/queue/job.ts";

/** What a queue was asked to bring: which queue, and which row it names. */
export type Woken = { queue: string; id: string; delaySeconds: number };

const queues = {
  EMAIL_QUEUE: "email",
  DELIVERY_QUEUE: "delivery",
  PAYMENTS_QUEUE: "payments",
  EVENTS_QUEUE: "events",
  EVENTS_HIGH_QUEUE: "events-high",
  AI_QUEUE: "ai",
};

/** Queues that bring nothing and write down what they were asked to. */
export function silentQueues(): { bindings: object; woken: Woken[] } {
  const woken: Woken[] = [];
  const bindings = Object.entries(queues).map(([binding, queue]) => {
    const send = async (body: { jobId?: string; eventId?: string }, options?: { delaySeconds?: number }) =>
      void woken.push({ queue, id: body.jobId ?? body.eventId ?? "", delaySeconds: options?.delaySeconds ?? 0 });
    return [binding, { send }];
  });
  return { bindings: Object.fromEntries(bindings), woken };
}

/** The dependencies of a consumer whose queues bring nothing. */
export function silentDeps(more: object = {}): { deps: Deps; woken: Woken[] } {
  const { bindings, woken } = silentQueues();
  const deps = createDeps({ ...env, ...bindings, ...more }, { requestId: "req_test" });
  return { deps, woken };
}

/** Has events happen, and nobody hear of them yet. @returns their ids. */
export async function happen<S extends z.ZodType>(
  deps: Deps,
  definition: EventDefinition<S>,
  payloads: z.input<S>[],
): Promise<string[]> {
  const statements = payloads.map((payload) => recordEvent(deps, definition, payload));
  await commit(deps, statements);
  return deps.recordedEvents.splice(0);
}

/** Makes a job that nobody is woken for. @returns its id. */
export async function makeJob<S extends z.ZodType>(deps: Deps, job: JobRequest<S>, input: z.input<S>): Promise<string> {
  await commit(deps, [enqueue(deps, job, input, crypto.randomUUID())]);
  return deps.enqueuedJobs.splice(0)[0]?.id ?? "";
}
