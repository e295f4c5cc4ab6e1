import type { CompanionFailure, CompanionFailureCode, ConversationFrame, OpenQuestion } from "./contract.ts";
import type { Question } from "./questions.ts";

function namesOf(question: Question): { messageId: string; replyTo: string } {
  return { messageId: question.answer_id, replyTo: question.message_id };
}

/** The piece of an answer that begins at this place. */
export function deltaFrame(question: Question, offset: number, text: string): ConversationFrame {
  return { type: "companion.delta", ...namesOf(question), offset, text };
}

/** That a question has failed. */
export function failedFrame(question: Question): ConversationFrame {
  return { type: "companion.failed", ...namesOf(question), ...failureOf(question) };
}

/** A question as members see it. */
export function renderQuestion(question: Question): OpenQuestion {
  const isFailed = question.state === "failed";
  const state = isFailed ? "failed" : question.run_id === null ? "waiting" : "answering";
  return { ...namesOf(question), state, failure: isFailed ? failureOf(question) : null };
}

const failureWords: Record<CompanionFailureCode, string> = {
  RATE_LIMITED: "You have asked as much as you may for now.",
  UNAVAILABLE: "The companion cannot be reached right now.",
  INTERRUPTED: "The answer was interrupted.",
  REFUSED: "The companion does not answer this.",
  TOO_LONG: "The question or its answer is too long.",
  MISCONFIGURED: "The companion is not set up to answer.",
};

function failureOf({ code, retry_at: retryAt }: Question): CompanionFailure {
  const known = code ?? "INTERRUPTED";
  return {
    code: known,
    message: failureWords[known],
    retryAt: retryAt === null ? null : new Date(retryAt).toISOString(),
  };
}
