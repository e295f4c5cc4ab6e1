import { commit, type Database } from "../../platform/db/database.ts";
import type { Keyring } from "../../platform/crypto/keyring.ts";
import { describeError, type Logger } from "../../platform/log/logger.ts";
import { enqueue, type EnqueueDeps } from "../../platform/queue/job.ts";
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
    const { conversationId, messageId, round } = request;
    const { db, keyring } = this.#options;
    const deps: EnqueueDeps = { db, keyring: keyring(), now: () => Date.now(), enqueuedJobs: [] };
    const key = `companion:${conversationId}:${messageId}:${round}`;
    await commit(deps, [enqueue(deps, answerRequest, request, key)]);
    for (const { id } of deps.enqueuedJobs) await this.wake(id);
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
