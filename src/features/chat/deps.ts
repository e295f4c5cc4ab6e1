import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { LiveObject, SessionsDeps } from "../sessions/index.ts";
import type { UserSummary } from "../users/contract.ts";
import type { AnswerEnd, AnswerRun, BegunAnswer } from "./answering.ts";
import type { QuestionOutcome, QuestionsOutcome } from "./companion-room.ts";
import type { MessageChange } from "./changing.ts";
import type { NewMessage } from "./contract.ts";
import type { KnownConversations } from "./known-conversations.ts";
import type { PageOfHistory } from "./message-log.ts";
import type { ChangeOutcome, EditsOutcome, HistoryOutcome, PostOutcome, SearchOfMessages } from "./message-door.ts";

/** What the Worker asks of a conversation's room. */
export interface Room extends LiveObject {
  postMessage(senderId: string, input: NewMessage): Promise<PostOutcome>;
  listMessages(userId: string, query: PageOfHistory): Promise<HistoryOutcome>;
  changeMessage(userId: string, change: MessageChange): Promise<ChangeOutcome>;
  listEdits(userId: string, messageId: string, query: { after: number; limit: number }): Promise<EditsOutcome>;
  searchMessages(userId: string, query: SearchOfMessages): Promise<HistoryOutcome>;
  markRead(userId: string, seq: number): Promise<boolean>;
  /** Has the room read its members anew; those who are said to be gone are out before it has. */
  rosterChanged(gone?: string[]): Promise<void>;
  /** The conversation was deleted: everybody is out before the room has looked. */
  conversationDeleted(): Promise<void>;
  /** Removes all that the room of a deleted conversation has stored. */
  erase(): Promise<void>;
  beginAnswer(run: AnswerRun & { round: number }): Promise<BegunAnswer>;
  showAnswer(run: AnswerRun, offset: number, text: string): Promise<boolean>;
  endAnswer(run: AnswerRun, end: AnswerEnd): Promise<boolean>;
  retryAnswer(userId: string, messageId: string): Promise<QuestionOutcome>;
  listQuestions(userId: string, afterSeq: number, limit: number): Promise<QuestionsOutcome>;
}

/** What chat asks of a user's hub on behalf of that user. */
export interface ConversationHub {
  /** The user's conversations before a place in their order, newest activity first; or that it knows none yet. */
  listConversations(query: ListQuery): Promise<ListedConversation[] | "unfilled">;
  /** Takes over conversations that the user has been in; `isLast` when there are no more. */
  fillConversations(listed: ListedConversation[], isLast: boolean): Promise<void>;
  /** The user has joined, or opened, a conversation. Telling the same twice changes nothing. */
  addConversation(conversationId: string, activeAt: number): Promise<void>;
  /** The user is no longer in it. */
  forgetConversation(conversationId: string): Promise<void>;
  /** How these conversations stand for the user, also those of which the hub knows nothing yet. */
  conversationStates(conversationIds: string[]): Promise<Record<string, ConversationState>>;
  /** Lets nothing of a conversation be notified until then; null ends it. */
  setMuted(conversationId: string, until: number | null): Promise<void>;
}

export type ConversationState = { unreadCount: number; mutedUntil: number | null };

/** A conversation and when something last happened in it: lists are ordered by both. */
export type ListedConversation = { id: string; activeAt: number };
export type ListQuery = { before: ListedConversation | undefined; limit: number };

/** A participant that is no user. */
export type Companion = UserSummary;

/** The companions that there are, by name. */
export interface Companions {
  find(name: string): Companion | undefined;
}

export interface ChatDeps extends SessionsDeps, IdempotencyDeps {
  knownConversations: KnownConversations;
  roomOf(conversationId: string): Room;
  /** One of the relays that hold a part of a large room's audience. */
  roomRelayOf(conversationId: string, shard: number): LiveObject;
  conversationHubOf(userId: string): ConversationHub;
  companions: Companions;
}
