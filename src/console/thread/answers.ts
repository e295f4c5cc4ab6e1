import type { CompanionFailure, ConversationEvent, Message } from "../../client/index.ts";

type Streaming = { replyTo: string; text: string };

/** What a companion is saying, by the id that its message will have, and what it could not answer, by the question. */
export type Answers = { texts: Map<string, Streaming>; failures: Map<string, CompanionFailure> };

export const noAnswers: Answers = { texts: new Map(), failures: new Map() };

/** The same after an event of the stream. */
export function withAnswer(answers: Answers, event: ConversationEvent): Answers {
  // What was shown so far comes once more.
  if (event.type === "ready") return noAnswers;
  if (event.type === "companion.delta") return withPiece(answers, event);
  if (event.type === "companion.failed") return withFailure(answers, event);
  if (event.type === "message.created") return withWhole(answers, event.message);
  return answers;
}

/** It is asked again. It may have failed once more by the time that this is known: that is another failure. */
export function withoutFailure(answers: Answers, messageId: string, failure: CompanionFailure): Answers {
  if (answers.failures.get(messageId) !== failure) return answers;
  return { ...answers, failures: without(answers.failures, messageId) };
}

type Failed = Extract<ConversationEvent, { type: "companion.failed" }>;

function withFailure({ texts, failures }: Answers, { messageId, replyTo, code, message, retryAt }: Failed): Answers {
  return { texts: without(texts, messageId), failures: new Map(failures).set(replyTo, { code, message, retryAt }) };
}

/** The message has the whole, and is what counts. */
function withWhole(answers: Answers, { id, replyTo }: Message): Answers {
  const { texts, failures } = answers;
  if (!texts.has(id) && !failures.has(replyTo ?? "")) return answers;
  return { texts: without(texts, id), failures: without(failures, replyTo ?? "") };
}

type Piece = Extract<ConversationEvent, { type: "companion.delta" }>;

/** Another run begins anew: what is there is cut at the piece's place. */
function withPiece({ texts, failures }: Answers, { messageId, replyTo, offset, text }: Piece): Answers {
  const before = texts.get(messageId)?.text ?? "";
  const whole = before.slice(0, offset) + text;
  return { texts: new Map(texts).set(messageId, { replyTo, text: whole }), failures: without(failures, replyTo) };
}

function without<T>(map: Map<string, T>, key: string): Map<string, T> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
