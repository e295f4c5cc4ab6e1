import { companionsOf } from "../../platform/config/companions.ts";
import { Keyring } from "../../platform/crypto/keyring.ts";
import { AnswerJobs } from "./answer-jobs.ts";
import { type AnswerEnd, Answering, type AnswerRun, type BegunAnswer } from "./answering.ts";
import { CompanionDirectory } from "./companion-directory.ts";
import type { ConversationFrame, OpenQuestion } from "./contract.ts";
import type { GroupCommit } from "./group-commit.ts";
import { MemberRoom } from "./member-room.ts";
import type { MessageLog } from "./message-log.ts";
import { Questions } from "./questions.ts";
import { readCompanion } from "./read-companion.ts";
import { refusal, type RoomRefusal } from "./refusals.ts";

/** Beyond the time of an answer: what the tries and the waits between them take, and the sweep's minute. */
const patienceMs = 300_000;

export type QuestionOutcome = { ok: true; question: OpenQuestion } | RoomRefusal;
export type QuestionsOutcome = { ok: true; questions: { seq: number; question: OpenQuestion }[] } | RoomRefusal;

type Parts = {
  messages: MessageLog;
  commit: GroupCommit;
  tell: (frame: ConversationFrame) => void;
  onChange: () => void;
};

/** What a room does for the companion of its conversation: for the job that answers, and for members. */
export abstract class CompanionRoom extends MemberRoom {
  protected readonly questions: Questions;
  protected abstract readonly answering: Answering;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.questions = new Questions(ctx.storage);
  }

  /** Takes a run in as the one that answers a message. @returns what to answer; nothing where that is over. */
  async beginAnswer(run: AnswerRun & { round: number }): Promise<BegunAnswer> {
    return this.answering.begin(run);
  }

  /** Shows the piece of an answer that begins at this place. @returns whether the run still is the one that answers. */
  async showAnswer(run: AnswerRun, offset: number, text: string): Promise<boolean> {
    return this.answering.show(run, offset, text);
  }

  /** Stores how a run has ended, once. @returns whether it was the one that answers. */
  async endAnswer(run: AnswerRun, end: AnswerEnd): Promise<boolean> {
    return this.answering.end(run, end);
  }

  /** Has the companion try again what it failed to answer. */
  async retryAnswer(userId: string, messageId: string): Promise<QuestionOutcome> {
    if (!(await this.isMember(userId))) return refusal("not-member");
    return this.answering.retry(userId, messageId);
  }

  /** The messages without an answer after a place in the stream. */
  async listQuestions(userId: string, afterSeq: number, limit: number): Promise<QuestionsOutcome> {
    if (!(await this.isMember(userId))) return refusal("not-member");
    return { ok: true, questions: this.answering.list(afterSeq, limit) };
  }

  protected createAnswering(parts: Parts): Answering {
    const { config, log, db, conversationId } = this;
    const keyring = () => new Keyring(config.SECRET_KEYS);
    const jobs = new AnswerJobs({ db, keyring, queue: this.env.AI_QUEUE, log });
    return new Answering({
      ...parts,
      log,
      conversationId,
      isAbandoned: () => this.roster.userIds().length === 0,
      storage: this.ctx.storage,
      questions: this.questions,
      companions: new CompanionDirectory(companionsOf(config)),
      request: (request) => jobs.request(request),
      isPending: (request) => jobs.isPending(request),
      takeTurn: (userId) => this.env.RATE_LIMITER.getByName(userId).take("COMPANION", config.LIMIT_COMPANION),
      patienceMs: config.AI_ANSWER_SECONDS * 1000 + patienceMs,
    });
  }

  /** Learns who the companion is: once, since it never changes, and before the first message is stored. */
  protected async learnCompanion(): Promise<void> {
    if (this.questions.companionName() !== undefined) return;
    const name = await readCompanion(this.db, this.conversationId);
    if (name !== undefined) this.questions.setCompanionName(name);
  }
}
