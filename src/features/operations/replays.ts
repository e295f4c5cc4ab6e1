import { z } from "zod";
import { commit } from "../../platform/db/database.ts";
import type { DispatchDeps } from "../../platform/events/dispatch.ts";
import {
  planReplay,
  type ReactionName,
  reopenEvent,
  type ReplayFilter,
  replayStep,
} from "../../platform/events/replay.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { defineJob, enqueue, type EnqueueDeps } from "../../platform/queue/job.ts";
import type { Replay, ReplayMany } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { inMs } from "./event-records.ts";

/** What is to be replayed, and behind which event the next step begins. */
const ReplayInput = z.object({
  replayId: z.string(),
  /** The how manyth step it is. */
  step: z.int().default(0),
  after: z.string(),
  type: z.string().optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  reaction: z.string().optional(),
});

const replayRequest = { type: "operations.replay-events", queue: "events", input: ReplayInput } as const;

/** Between two steps: what was opened is dispatched meanwhile, and what happens now is not crowded out. */
const pauseMs = 2_000;

/**
 * The job that replays events, some at a time: each step opens the next ones, has them dispatched, and makes
 * the job of the step after it. Running a step twice opens nothing twice, and makes one job.
 */
export function createReplayJob(reactions: ReactionName[]) {
  return defineJob(
    replayRequest.type,
    replayRequest.queue,
    ReplayInput,
    async (deps: DispatchDeps & EnqueueDeps, { replayId, step, ...input }) => {
      const { opened, after } = await replayStep(deps, reactions, input);
      for (const { id, priority } of opened) await deps.wakeEvent(id, 0, priority);
      if (after === null) return;
      const next = { replayId, step: step + 1, ...input, after };
      await commit(deps, [
        enqueue(deps, replayRequest, next, keyOf(next), { notBefore: opened.length > 0 ? deps.now() + pauseMs : 0 }),
      ]);
    },
  );
}

/**
 * Has one event dispatched again. Reactions that have taken effect are not run again.
 *
 * @throws Problem `VALIDATION_FAILED` for what is no reaction to it.
 */
export async function replayEvent(
  deps: OperationsDeps,
  reactions: ReactionName[],
  { id, type, reaction }: { id: string; type: string; reaction?: string | undefined },
): Promise<void> {
  if (reaction !== undefined && typeOf(reactions, reaction) !== type) throw noReaction();
  // Dispatched once the request has answered.
  if (await reopenEvent(deps, reactions, { id, reaction })) deps.recordedEvents.push(id);
}

/**
 * Replays events by kind and time, or says what that would do.
 *
 * @throws Problem `VALIDATION_FAILED` for what is no reaction, or none to this kind of event.
 */
export async function replayEvents(
  deps: OperationsDeps,
  reactions: ReactionName[],
  { dryRun, type, reaction, ...moments }: ReplayMany,
): Promise<Replay> {
  const reactsTo = reaction === undefined ? undefined : typeOf(reactions, reaction);
  if (reaction !== undefined && (reactsTo === undefined || (type ?? reactsTo) !== reactsTo)) throw noReaction();
  const filter = { type: type ?? reactsTo, reaction, ...inMs(moments) };
  const plan = await planReplay(deps, reactions, filter);
  return { dryRun, ...plan, jobId: dryRun ? null : await startReplay(deps, filter) };
}

async function startReplay(deps: OperationsDeps, filter: ReplayFilter): Promise<string> {
  // What happens from now on is dispatched anyway.
  const input = { ...filter, to: filter.to ?? deps.now(), replayId: newId("job"), step: 0, after: "" };
  await commit(deps, [enqueue(deps, replayRequest, input, keyOf(input))]);
  const made = deps.enqueuedJobs.at(-1);
  if (!made) throw new Error("a job that is due at once wakes nobody");
  return made.id;
}

function keyOf({ replayId, step }: { replayId: string; step: number }): string {
  return `replay:${replayId}:${step}`;
}

function typeOf(reactions: ReactionName[], reaction: string): string | undefined {
  return reactions.find(({ name }) => name === reaction)?.event.type;
}

function noReaction(): Problem {
  return new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: "reaction", message: "is no reaction to such events" }],
  });
}
