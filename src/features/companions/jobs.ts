import { answerRequest } from "../chat/index.ts";
import { defineJob, type JobRun } from "../../platform/queue/job.ts";
import { readBounded } from "./bounded-answer.ts";
import { Deltas, Superseded } from "./deltas.ts";
import type { CompanionsDeps } from "./deps.ts";
import { ProviderError, type ProviderMessage } from "./provider.ts";
import type { Thinker } from "./providers.ts";

/** With the waits between them within two minutes, where the provider fails at once. */
const maxAttempts = 4;
const leaseStepMs = 20_000;

type Asked = { conversationId: string; messageId: string; runId: string };

/**
 * Has a companion answer one message. May run twice, also at once: the room knows which run it is that
 * answers, shows that one alone, and stores what it ends with once.
 */
export const answerQuestion = defineJob(
  answerRequest.type,
  answerRequest.queue,
  answerRequest.input,
  async (deps: CompanionsDeps, { conversationId, messageId, round }, jobId, run) => {
    const asked = { conversationId, messageId, runId: `${jobId}:${run.attempt}` };
    const room = deps.roomOf(conversationId);
    const begun = await room.beginAnswer({ ...asked, round });
    if (!begun) return;
    try {
      // Each of the runs before this one has died with its worker.
      if (run.attempt > maxAttempts) throw new ProviderError("INTERRUPTED", "it was interrupted too often");
      const thinker = deps.thinkers.get(begun.companion);
      if (!thinker) throw new ProviderError("MISCONFIGURED", "no such companion is configured");
      const instructions: ProviderMessage = { role: "system", content: thinker.settings.instructions };
      const text = await answer(deps, asked, run, thinker, [instructions, ...begun.talk]);
      await room.endAnswer(asked, { text });
    } catch (error) {
      if (error instanceof Superseded) return;
      if (!(error instanceof ProviderError) || (!error.isFinal && run.attempt < maxAttempts)) throw error;
      deps.log.error("a companion could not answer", error, { ...asked, companion: begun.companion, code: error.code });
      await room.endAnswer(asked, { code: error.code });
    }
  },
);

/** Shows the answer as it comes. @returns the whole of it. */
async function answer(
  deps: CompanionsDeps,
  asked: Asked,
  run: JobRun,
  { provider }: Thinker,
  messages: ProviderMessage[],
): Promise<string> {
  const { AI_FIRST_TOKEN_SECONDS, AI_ANSWER_SECONDS } = deps.config;
  const lost = new AbortController();
  const onLost = (reason: unknown) => lost.abort(reason);
  const stopExtending = keepLease(run, onLost);
  const deltas = new Deltas({
    show: (offset, text) => deps.roomOf(asked.conversationId).showAnswer(asked, offset, text),
    onLost,
  });
  const bounds = {
    firstTokenMs: AI_FIRST_TOKEN_SECONDS * 1000,
    totalMs: AI_ANSWER_SECONDS * 1000,
    signal: lost.signal,
  };
  try {
    return await readBounded(provider, messages, bounds, (text) => deltas.add(text));
  } finally {
    stopExtending();
    await deltas.end();
  }
}

/** Says every twenty seconds that the run is alive, until told to stop. */
function keepLease(run: JobRun, onLost: (reason: unknown) => void): () => void {
  const extend = async () => {
    if (!(await run.extendLease())) onLost(new Superseded());
  };
  // A try that fails is followed by another before the lease is over.
  const timer = setInterval(() => void extend().catch(() => undefined), leaseStepMs);
  return () => clearInterval(timer);
}
