import type { Logger } from "../../platform/log/logger.ts";
import { type Line, lineOf } from "../../platform/sockets/frames.ts";
import type { AnswerRequest } from "./answer-request.ts";
import { answerClientId, type AskedMessage, recentTalk } from "./companion-context.ts";
import { type Companion, companionNamed, type Companions } from "./companion-directory.ts";
import type { CompanionFailureCode, ConversationFrame, OpenQuestion } from "./contract.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createdLine, type MessageLog } from "./message-log.ts";
import { deltaFrame, failedFrame, renderQuestion } from "./question-frames.ts";
import type { Question, Questions } from "./questions.ts";
import { refusal, type RoomRefusal } from "./refusals.ts";

/** A question's one run: another that begins later takes its place. */
export type AnswerRun = { messageId: string; runId: string };
/** What a run is given to answer; nothing where there is nothing to answer any more. */
export type BegunAnswer = { companion: string; talk: AskedMessage[] } | undefined;
/** How a run has ended. */
export type AnswerEnd = { text: string } | { code: CompanionFailureCode };

type Options = {
  storage: DurableObjectStorage;
  log: Logger;
  conversationId: string;
  companions: Companions;
  questions: Questions;
  messages: MessageLog;
  commit: GroupCommit;
  /** Nobody is a member any more, so nobody wants an answer. */
  isAbandoned: () => boolean;
  /** Has a job made that answers. */
  request: (request: AnswerRequest) => Promise<void>;
  /** Whether the job that was made of it is still to come, or to come again. */
  isPending: (request: AnswerRequest) => Promise<boolean>;
  /** Counts one more question of this user. @returns when there is room again, where there is none now. */
  takeTurn: (userId: string) => Promise<{ ok: boolean; resetSeconds: number }>;
  tell: (frame: ConversationFrame) => void;
  /** Has the alarm set for what is still to be done. */
  onChange: () => void;
  /** After so long without an answer or a new try, it is looked whether the job has been lost for good. */
  patienceMs: number;
};

const shownFailures = 20;

/**
 * The companion's place in a conversation: each message of a human becomes a question, in the transaction
 * that stores it; one after the other they become jobs; what a job streams is shown, and what it ends with
 * is stored once, as a message or as a failure.
 *
 * Everything that decides is in storage. Only what has been shown of the answer under way is not: whoever
 * comes in after an eviction sees the answer when it is complete.
 */
export class Answering {
  readonly #options: Options;
  #shown: (AnswerRun & { text: string }) | undefined;
  #rounds: Promise<void> | undefined;
  #isAskedAgain = false;
  #isStopped = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Who the companion is, if there is one. */
  companion(): Companion | undefined {
    const { questions, companions } = this.#options;
    const name = questions.companionName();
    return name === undefined || name === null ? undefined : (companions.find(name) ?? companionNamed(name));
  }

  /** The conversation is gone, and with it all that is stored of it. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Runs inside the transaction of the messages that it makes questions of. */
  collect(now: number): void {
    const companion = this.#isStopped ? undefined : this.companion();
    if (companion) this.#options.questions.collect(companion.id, this.#options.messages.lastSeq, now);
  }

  /** When there is something to do, whatever else happens; undefined while there is nothing. */
  wakeAt(now: number): number | undefined {
    const { questions, patienceMs } = this.#options;
    if (this.#isStopped || !this.companion()) return undefined;
    const asked = questions.underWay();
    if (asked) return asked.alive_at + patienceMs;
    return questions.next() ? now : undefined;
  }

  /** Asks what is to be asked, and gives up what was lost; one round at a time. What fails the alarm tries again. */
  async advance(): Promise<void> {
    if (!this.companion()) return;
    this.#isAskedAgain = true;
    this.#rounds ??= this.#advanceWhileAsked();
    await this.#rounds;
  }

  /** Takes a run in as the one that answers, and gives it what was said so far. */
  begin({ messageId, runId, round }: AnswerRun & { round: number }): BegunAnswer {
    const { questions, storage, isAbandoned } = this.#options;
    if (this.#isStopped || isAbandoned()) return undefined;
    const [question, companion] = [questions.find(messageId), this.companion()];
    if (!question || !companion || question.round !== round || question.state === "failed") return undefined;
    const talk = recentTalk(storage.sql, companion.id, question.seq);
    if (talk === undefined) {
      questions.remove(question);
      this.#options.onChange();
      return undefined;
    }
    questions.begin(question, runId, Date.now());
    return { companion: companion.username, talk };
  }

  /** Shows the next piece. @returns whether this run still is the one that answers. */
  show({ messageId, runId }: AnswerRun, offset: number, text: string): boolean {
    const question = this.#questionOf({ messageId, runId });
    if (!question || this.#isWithdrawn(question)) return false;
    const before = offset === 0 ? "" : this.#shown?.runId === runId ? this.#shown.text : undefined;
    this.#shown = before?.length === offset ? { messageId, runId, text: before + text } : undefined;
    this.#options.tell(deltaFrame(question, offset, text));
    return true;
  }

  /** Stores how a run has ended, once. @returns whether it was the one that answers. */
  async end(run: AnswerRun, end: AnswerEnd): Promise<boolean> {
    const question = this.#questionOf(run);
    if (!question || this.#isWithdrawn(question)) return false;
    if ("code" in end) this.#fail(question, end.code);
    else await this.#post(run, end.text);
    this.#options.onChange();
    return true;
  }

  /** Puts a question that failed once more; one that waits, or is being answered, goes on as it is. */
  retry(userId: string, messageId: string): { ok: true; question: OpenQuestion } | RoomRefusal {
    const { questions, messages, onChange } = this.#options;
    if (!messages.has(messageId)) return refusal("no-such-message");
    const question = questions.find(messageId);
    if (!question || questions.isWithdrawn(question)) return refusal("no-open-question");
    if (question.state !== "failed") return { ok: true, question: renderQuestion(question) };
    questions.putAgain(question, userId, Date.now());
    onChange();
    return { ok: true, question: renderQuestion({ ...question, state: "waiting" }) };
  }

  /** What has no answer yet, in the order of the stream, each with its place. */
  list(afterSeq: number, limit: number): { seq: number; question: OpenQuestion }[] {
    return this.#options.questions
      .page(afterSeq, limit)
      .map((one) => ({ seq: one.seq, question: renderQuestion(one) }));
  }

  /** For whoever comes in: what failed last, and what has been shown of the answer under way. */
  state(): Line[] {
    if (!this.companion()) return [];
    const { questions } = this.#options;
    const failures = questions.failures(shownFailures).map((one) => lineOf(failedFrame(one)));
    const question = this.#shown && this.#questionOf(this.#shown);
    if (!question || !this.#shown) return failures;
    return [...failures, lineOf(deltaFrame(question, 0, this.#shown.text))];
  }

  async #advanceWhileAsked(): Promise<void> {
    try {
      while (this.#isAskedAgain && !this.#isStopped) {
        this.#isAskedAgain = false;
        await this.#advance();
      }
    } catch (error) {
      this.#options.log.error("a companion could not be asked; the alarm tries again", error);
    }
    this.#rounds = undefined;
  }

  async #advance(): Promise<void> {
    const { questions, patienceMs } = this.#options;
    const asked = questions.underWay();
    const isOverdue = asked && asked.alive_at + patienceMs <= Date.now();
    if (isOverdue && !this.#isWithdrawn(asked)) await this.#giveUpIfLost(asked);
    for (let next = questions.next(); next; next = questions.next()) await this.#ask(next);
  }

  /** A job behind a long queue is not lost: it is waited for as long as it is there. */
  async #giveUpIfLost({ message_id: messageId, round, alive_at: aliveAt }: Question): Promise<void> {
    const { questions, isPending, conversationId } = this.#options;
    const isWaiting = await isPending({ conversationId, messageId, round });
    const question = questions.underWay();
    // Its job may have begun, or answered, while D1 was asked.
    if (question?.message_id !== messageId || question.round !== round || question.alive_at !== aliveAt) return;
    if (isWaiting) questions.wait(question, Date.now());
    else this.#fail(question, "INTERRUPTED");
  }

  async #ask(question: Question): Promise<void> {
    const { questions, takeTurn, request, conversationId } = this.#options;
    const { message_id: messageId, round } = question;
    if (questions.isWithdrawn(question)) return questions.remove(question);
    if (question.state === "waiting") {
      const turn = await takeTurn(question.asker_id);
      if (!turn.ok) return this.#fail(question, "RATE_LIMITED", Date.now() + turn.resetSeconds * 1000);
      questions.grant(question);
    }
    await request({ conversationId, messageId, round });
    questions.setAsked(question, Date.now());
  }

  #fail(question: Question, code: CompanionFailureCode, retryAt: number | null = null): void {
    const { questions, tell } = this.#options;
    questions.fail(question, code, retryAt);
    tell(failedFrame({ ...question, state: "failed", code, retry_at: retryAt }));
  }

  /** The message and the end of its question are one transaction. */
  async #post(run: AnswerRun, text: string): Promise<void> {
    const { commit, messages, questions } = this.#options;
    await new Promise<void>((resolve, reject) => {
      commit.add({
        apply: (now) => {
          const [question, companion] = [this.#questionOf(run), this.companion()];
          if (!question || !companion) return [];
          questions.remove(question);
          // A change before this one, in the same group, may have deleted the message.
          if (questions.isWithdrawn(question)) return [];
          const { message_id: replyTo, answer_id: id } = question;
          const input = { clientId: answerClientId(replyTo), content: text, replyTo };
          const { row } = messages.append(companion.id, input, [], now, id);
          return [createdLine(row.seq, JSON.stringify(messages.render(row)))];
        },
        settle: (failure) => (failure ? reject(failure.error) : resolve()),
      });
    });
  }

  /** Whether the message was deleted meanwhile: then its question goes, too, and the next has its turn. */
  #isWithdrawn(question: Question): boolean {
    const { questions, onChange } = this.#options;
    if (!questions.isWithdrawn(question)) return false;
    questions.remove(question);
    onChange();
    return true;
  }

  #questionOf({ messageId, runId }: AnswerRun): Question | undefined {
    const question = this.#isStopped ? undefined : this.#options.questions.find(messageId);
    return question?.run_id === runId ? question : undefined;
  }
}
