import type { Message } from "./contract.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import { mentionedNames } from "./mentions.ts";
import type { MessageLog } from "./message-log.ts";
import type { MessageRow } from "./message-rows.ts";
import type { ConversationNews } from "./news.ts";
import type { MemberState } from "./roster.ts";

/** So far back somebody who was away is looked for by name. */
const maxMentions = 100;
/** So many of them are told at once. */
const maxMentionsEach = 20;

type Options = {
  storage: DurableObjectStorage;
  conversationId: string;
  messages: MessageLog;
  copy: ConversationCopy;
  /** Whose messages a member does not want to hear of. */
  blockedBy: (userId: string) => string[];
};

/**
 * How the conversation stands, for the members who are told together: each message is read, rendered and
 * looked through for names once, however many hear of it.
 */
export class RoundNews {
  readonly #options: Options;
  readonly #messageCount: number;
  readonly #last: MessageRow | undefined;
  readonly #mentions: { row: MessageRow; names: Set<string> }[];
  readonly #rendered = new Map<number, Message>();

  constructor(options: Options, members: MemberState[]) {
    const { messages, storage } = options;
    this.#options = options;
    this.#messageCount = messages.messageCount;
    this.#last = messages.last();
    const from = Math.min(...members.map(heardUpTo));
    this.#mentions = withMentions(storage.sql, from).map((row) => ({ row, names: mentionedNames(row.content ?? "") }));
  }

  /** @param isPresent a member who looks on needs no notification. */
  of(member: MemberState, isPresent: boolean): ConversationNews {
    return {
      conversationId: this.#options.conversationId,
      messageCount: this.#messageCount,
      readCount: member.read_count,
      lastMessage: this.#render(this.#last),
      title: this.#options.copy.title,
      renames: this.#options.copy.renames,
      unseen: isPresent ? null : this.#render(this.#unseenBy(member)),
      mentions: isPresent ? [] : this.#mentionsOf(member),
    };
  }

  /** Nearly always the last message, which everybody else wrote not. */
  #unseenBy(member: MemberState): MessageRow | undefined {
    if (heardUpTo(member) >= this.#messageCount) return undefined;
    const hidden = [member.user_id, ...this.#options.blockedBy(member.user_id)];
    const last = this.#last;
    if (last && last.deleted_at === null && !hidden.includes(last.sender_id)) return last;
    return lastUnseen(this.#options.storage.sql, member, hidden);
  }

  #mentionsOf(member: MemberState): Message[] {
    if (this.#mentions.length === 0) return [];
    const hidden = new Set([member.user_id, ...this.#options.blockedBy(member.user_id)]);
    return this.#mentions
      .filter(
        ({ row, names }) => row.ordinal > heardUpTo(member) && names.has(member.username) && !hidden.has(row.sender_id),
      )
      .slice(0, maxMentionsEach)
      .toReversed()
      .map(({ row }) => this.#renderRow(row));
  }

  #render(row: MessageRow | undefined): Message | null {
    return row ? this.#renderRow(row) : null;
  }

  #renderRow(row: MessageRow): Message {
    const message = this.#rendered.get(row.seq) ?? this.#options.messages.render(row);
    this.#rendered.set(row.seq, message);
    return message;
  }
}

/** Up to where in the count a member has read, or been told. */
function heardUpTo(member: MemberState): number {
  return Math.max(member.read_count, member.told_messages);
}

/** The newest message that a member has not heard of, and whose sender is none of these. */
function lastUnseen(sql: SqlStorage, member: MemberState, hidden: string[]): MessageRow | undefined {
  return sql
    .exec<MessageRow>(
      // By the place, which is the key: by the count alone it would go through the whole log where there is none.
      `SELECT * FROM messages WHERE seq > ? AND ordinal > ? AND deleted_at IS NULL
         AND sender_id NOT IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT 1`,
      member.read_seq,
      heardUpTo(member),
      JSON.stringify(hidden),
    )
    .toArray()[0];
}

/** The newest messages after a position in the count in which somebody may be mentioned, newest first. */
function withMentions(sql: SqlStorage, after: number): MessageRow[] {
  return sql
    .exec<MessageRow>(
      "SELECT * FROM messages WHERE may_mention = 1 AND ordinal > ? ORDER BY ordinal DESC LIMIT ?",
      after,
      maxMentions,
    )
    .toArray();
}
