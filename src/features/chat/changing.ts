import type { Line } from "../../platform/sockets/frames.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import type { EditHistory } from "./edit-history.ts";
import type { EmojiReactions } from "./emoji-reactions.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { MessageFiles } from "./message-files.ts";
import type { MessageLog } from "./message-log.ts";
import type { MessageRow } from "./message-rows.ts";
import { refusal, type RefusalReason, type RoomFailure, type RoomRefusal } from "./refusals.ts";
import type { Roster } from "./roster.ts";
import type { SearchIndex } from "./search-index.ts";

/** What a member may do to a message that is there. */
export type MessageChange =
  | { type: "message.edit"; messageId: string; content: string }
  | { type: "message.delete"; messageId: string }
  | { type: "reaction.add" | "reaction.remove"; messageId: string; emoji: string };

/** The message as it is then. */
export type Changed = { ok: true; row: MessageRow } | RoomRefusal;

type Options = {
  commit: GroupCommit;
  messages: MessageLog;
  roster: Roster;
  copy: ConversationCopy;
  edits: EditHistory;
  reactions: EmojiReactions;
  files: MessageFiles;
  search: SearchIndex;
};

/** Edits, deletions and reactions as changes of the room. What changes nothing is told to nobody. */
export class Changing {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @param settle told once the change is durable, or why there is none. */
  make(userId: string, change: MessageChange, settle: (changed: Changed | RoomFailure) => void): void {
    let changed: Changed = refusal("no-such-message");
    this.#options.commit.add({
      apply: (now) => {
        const events = this.#apply(userId, change, now);
        changed = typeof events === "string" ? refusal(events) : this.#found(change.messageId);
        return typeof events === "string" ? [] : events;
      },
      settle: (failure) => settle(failure ? { ok: false, ...failure } : changed),
    });
  }

  #apply(userId: string, change: MessageChange, now: number): Line[] | RefusalReason {
    const { messages, roster, copy } = this.#options;
    // They were a member when they asked; the changes before this one may have taken them out.
    if (!roster.has(userId)) return "not-member";
    const row = messages.find(change.messageId);
    if (!row) return "no-such-message";
    // Where nothing can be sent, an edit or a reaction would say it all the same; taking back stays possible.
    if (copy.isSilenced && (change.type === "message.edit" || change.type === "reaction.add")) return "silenced";
    switch (change.type) {
      case "message.edit":
        return this.#edit(userId, row, change.content, now);
      case "message.delete":
        return this.#delete(userId, row, now);
      case "reaction.add":
        return this.#react(userId, row, change.emoji);
      case "reaction.remove":
        return this.#takeBack(userId, row, change.emoji);
    }
  }

  #edit(userId: string, row: MessageRow, content: string, now: number): Line[] | RefusalReason {
    const { messages, edits, search } = this.#options;
    if (row.sender_id !== userId) return "not-yours";
    if (row.content === null) return "is-deleted";
    if (row.content === content) return [];
    edits.add(row.id, row.content, messages.lastSeq + 1, now);
    messages.edit(row.seq, content, now);
    search.change(row.seq, content);
    return [messages.record({ type: "message.edited", messageId: row.id })];
  }

  /** Nothing of what it said stays anywhere. */
  #delete(userId: string, row: MessageRow, now: number): Line[] | RefusalReason {
    const { messages, roster, edits, reactions, search, files } = this.#options;
    // Direct conversations know no roles other than that of a member.
    if (row.sender_id !== userId && !roster.isModerator(userId)) return "not-yours";
    if (row.deleted_at !== null) return [];
    edits.forget(row.id);
    reactions.forget(row.id);
    search.change(row.seq, null);
    if (row.attachments !== null) files.detach(row.id);
    messages.erase(row.seq, now);
    return [messages.record({ type: "message.deleted", messageId: row.id })];
  }

  #react(userId: string, row: MessageRow, emoji: string): Line[] | RefusalReason {
    const { messages, reactions } = this.#options;
    if (row.deleted_at !== null) return "is-deleted";
    const result = reactions.add(row, emoji, userId, messages.lastSeq + 1);
    if (result === "too-many-emoji") return result;
    return result === "changed" ? [messages.record({ type: "reaction.changed", messageId: row.id })] : [];
  }

  #takeBack(userId: string, row: MessageRow, emoji: string): Line[] {
    const { messages, reactions } = this.#options;
    if (reactions.remove(row, emoji, userId) === "unchanged") return [];
    return [messages.record({ type: "reaction.changed", messageId: row.id })];
  }

  #found(messageId: string): Changed {
    const row = this.#options.messages.find(messageId);
    return row ? { ok: true, row } : refusal("no-such-message");
  }
}
