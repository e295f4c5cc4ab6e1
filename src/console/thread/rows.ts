import type { CompanionFailure, Message } from "../../client/index.ts";
import { dayName } from "../app/time.ts";
import type { History } from "../chat/messages-query.ts";
import type { OutgoingMessage } from "../chat/outgoing.ts";
import type { Answers } from "./answers.ts";

/** One line of a thread. */
export type Row = { key: string } & (
  | { kind: "message"; message: Message; isContinued: boolean; day: string | null; isFirstUnread: boolean }
  | { kind: "outgoing"; message: OutgoingMessage }
  | { kind: "answer"; text: string }
  | { kind: "unanswered"; messageId: string; failure: CompanionFailure }
  | { kind: "thinking" }
  | { kind: "receipt"; message: Message }
);

const sameBreathMs = 5 * 60_000;

/** What was said after one place of the stream, up to another, while one was not looking. */
export type Unread = { after: number; upTo: number };

type Thread = {
  history: History;
  outgoing: OutgoingMessage[];
  answers: Answers;
  unread: Unread | null;
  meId: string;
  isCompanion: boolean;
};

/** What was said, in order, and what is on its way. */
export function rowsOf({ history, outgoing, answers, unread, meId, isCompanion }: Thread): Row[] {
  const { items, hasNewer } = history;
  const firstUnread = unread && firstUnreadOf(history, unread, meId);
  const said = items.map((message, index): Row => {
    const before = items[index - 1];
    const day = newDay(before, message);
    const isFirstUnread = message === firstUnread;
    const isContinued = day === null && !isFirstUnread && isSameBreath(before, message);
    return { key: message.clientId, kind: "message", message, isContinued, day, isFirstUnread };
  });
  if (hasNewer) return said;
  const sending = outgoing.map((message): Row => ({ key: message.clientId, kind: "outgoing", message }));
  const newest = items.at(-1);
  const receipt: Row[] =
    newest?.sender.id === meId && sending.length === 0 && !isCompanion
      ? [{ key: `receipt ${newest.id}`, kind: "receipt", message: newest }]
      : [];
  return [...said, ...(isCompanion ? answerRows(items, answers, meId) : []), ...receipt, ...sending];
}

/** Where it is not among what is known, nothing is marked. */
function firstUnreadOf({ items, hasOlder }: History, { after, upTo }: Unread, meId: string): Message | undefined {
  if (hasOlder && (items[0]?.seq ?? 0) > after) return undefined;
  const first = items.find(({ seq, sender }) => seq > after && sender.id !== meId);
  return first && first.seq <= upTo ? first : undefined;
}

function answerRows(items: Message[], { texts, failures }: Answers, meId: string): Row[] {
  const failed = [...failures].map(([messageId, failure]): Row => {
    return { key: `failed ${messageId}`, kind: "unanswered", messageId, failure };
  });
  const streaming = [...texts].map(([messageId, { text }]): Row => ({ key: messageId, kind: "answer", text }));
  const newest = items.at(-1);
  const isWaiting = newest?.sender.id === meId && newest.deletedAt === null && failed.length + streaming.length === 0;
  return [...failed, ...streaming, ...(isWaiting ? [{ key: "thinking", kind: "thinking" } as const] : [])];
}

/** Whether a message goes on from the one before it, so that the name need not be said again. */
function isSameBreath(before: Message | undefined, message: Message): boolean {
  if (before?.sender.id !== message.sender.id || message.replyTo !== null) return false;
  return Date.parse(message.createdAt) - Date.parse(before.createdAt) < sameBreathMs;
}

function newDay(before: Message | undefined, message: Message): string | null {
  const day = dayName(message.createdAt);
  return before && dayName(before.createdAt) === day ? null : day;
}
