import { commit, type Database } from "../../platform/db/database.ts";
import type { Keyring } from "../../platform/crypto/keyring.ts";
import { describeError, type Logger } from "../../platform/log/logger.ts";
import { enqueue, type EnqueueDeps, isJobPending } from "../../platform/queue/job.ts";
import { type AnswerRequest, answerRequest } from "./answer-request.ts";

type Options = { db: Database; keyring: () => Keyring; queue: Queue; log: Logger };

/** The jobs that a room makes for its companion. */
export class AnswerJobs {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Makes the job of one question. Made again after a crash, it is the same job. */
  async request(request: AnswerRequest): Promise<void> {
    const { db, keyring } = this.#options;
    const deps: EnqueueDeps = { db, keyring: keyring(), now: () => Date.now(), enqueuedJobs: [] };
    await commit(deps, [enqueue(deps, answerRequest, request, keyOf(request))]);
    for (const { id } of deps.enqueuedJobs) await this.wake(id);
  }

  /** Whether the job of a question is there and not done with: a worker takes it up, or takes it over. */
  isPending(request: AnswerRequest): Promise<boolean> {
    return isJobPending(this.#options.db, keyOf(request));
  }

  /** A message that is lost costs a minute: the sweep finds the job. */
  async wake(jobId: string): Promise<void> {
    const { queue, log } = this.#options;
    try {
      await queue.send({ jobId });
    } catch (error) {
      log.warn("a queue takes no message; the sweep takes over", { jobId, ...describeError(error) });
    }
  }
}

function keyOf({ conversationId, messageId, round }: AnswerRequest): string {
  return `companion:${conversationId}:${messageId}:${round}`;
}
