import type { ConversationNews } from "../chat/index.ts";
import type { NotificationFrame } from "./contract.ts";
import { ConversationMarks, type ConversationState, type Marks } from "./conversation-marks.ts";
import { mentionNotification, newMessageNotification } from "./new-message.ts";
import type { Teller } from "./teller.ts";

/** Takes in what rooms tell of the conversations of one user, and says what their sockets are to see. */
export class ConversationDesk {
  readonly #marks: ConversationMarks;
  readonly #teller: Teller;

  constructor(storage: DurableObjectStorage, teller: Teller) {
    this.#marks = new ConversationMarks(storage);
    this.#teller = teller;
  }

  states(conversationIds: string[], now: number): Record<string, ConversationState> {
    return this.#marks.states(conversationIds, now);
  }

  setMuted(conversationId: string, until: number | null): void {
    this.#marks.setMuted(conversationId, until);
  }

  /** News may be told twice, or late: only what is new has an effect. */
  take(news: ConversationNews, now: number): NotificationFrame[] {
    const { conversationId, lastMessage, title } = news;
    const { changed, isRenamed, marks } = this.#marks.update(news);
    const frames: NotificationFrame[] = [];
    if (changed) {
      const unreadCount = unreadOf(marks);
      const renamed = isRenamed ? { title } : {};
      frames.push({ type: "conversation.updated", conversationId, lastMessage, unreadCount, ...renamed });
    }
    // What the notification tells of has been read.
    if (changed && marks.notified_count > 0 && marks.read_count >= marks.notified_count)
      frames.push(...this.#teller.markGroupRead("new_message", conversationId, now));
    return [...frames, ...this.#notify(news, marks, now)];
  }

  /** Removes what is kept of a conversation that the user is no member of any more. */
  forget(conversationId: string): NotificationFrame[] {
    this.#marks.forget(conversationId);
    return this.#teller.removeUnreadGroup("new_message", conversationId);
  }

  #notify({ conversationId, messageCount, unseen, mentions }: ConversationNews, marks: Marks, now: number) {
    if (messageCount <= marks.read_count) return [];
    const frames: NotificationFrame[] = [];
    for (const mention of mentions) {
      const notification = mentionNotification(conversationId, mention);
      frames.push(...this.#teller.tell(`mention:${mention.id}`, notification, now));
    }
    const isTold = messageCount <= marks.notified_count || mentions.some(({ id }) => id === unseen?.id);
    if (unseen && !isTold && !this.#marks.isMuted(conversationId, now)) {
      const notification = newMessageNotification(conversationId, unseen);
      frames.push(...this.#teller.tell(`${conversationId}:${messageCount}`, notification, now));
    }
    if (unseen && messageCount > marks.notified_count) this.#marks.setNotified(conversationId, messageCount);
    return frames;
  }
}

function unreadOf(marks: Marks): number {
  return Math.max(0, marks.message_count - marks.read_count);
}
