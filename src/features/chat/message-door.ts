import type { Logger } from "../../platform/log/logger.ts";
import { Changing, type MessageChange } from "./changing.ts";
import { Emoji, type Message, type NewMessage } from "./contract.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import { EditHistory, type PlacedEdit } from "./edit-history.ts";
import { EmojiReactions } from "./emoji-reactions.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { MessageFiles } from "./message-files.ts";
import type { MessageLog, PageOfHistory } from "./message-log.ts";
import { Posting } from "./posting.ts";
import { refusal, type RoomRefusal } from "./refusals.ts";
import type { Roster } from "./roster.ts";
import { SearchIndex } from "./search-index.ts";
import type { Sending } from "./sending.ts";

export type PostOutcome = { ok: true; message: Message; isNew: boolean } | RoomRefusal;
export type ChangeOutcome = { ok: true; message: Message } | RoomRefusal;
export type HistoryOutcome = { ok: true; messages: Message[] } | RoomRefusal;
export type EditsOutcome = { ok: true; edits: PlacedEdit[] } | RoomRefusal;
export type SearchOfMessages = { q: string; limit: number; before?: number | undefined };

type Options = {
  storage: DurableObjectStorage;
  commit: GroupCommit;
  messages: MessageLog;
  roster: Roster;
  copy: ConversationCopy;
  sending: Sending;
  files: MessageFiles;
  log: Logger;
};

/** What the Worker may ask of a room's messages, on behalf of a member. */
export class MessageDoor {
  readonly posting: Posting;
  readonly changing: Changing;
  readonly search: SearchIndex;
  readonly #messages: MessageLog;
  readonly #edits: EditHistory;

  constructor({ storage, ...options }: Options) {
    const edits = new EditHistory(storage);
    const reactions = new EmojiReactions(storage);
    this.search = new SearchIndex(storage);
    this.posting = new Posting(options);
    this.changing = new Changing({ ...options, edits, reactions, search: this.search });
    this.#messages = options.messages;
    this.#edits = edits;
  }

  async post(senderId: string, input: NewMessage): Promise<PostOutcome> {
    if (input.replyTo !== undefined && !this.#messages.has(input.replyTo)) return refusal("no-such-reply");
    return new Promise((resolve, reject) => {
      this.posting.post(senderId, input, (posted) => {
        if (posted.ok) resolve({ ok: true, message: this.#messages.render(posted.row), isNew: posted.isNew });
        else if ("reason" in posted) resolve(posted);
        else reject(posted.error);
      });
    });
  }

  async change(userId: string, change: MessageChange): Promise<ChangeOutcome> {
    // Checked here and not by the path's schema: who is no member is to learn nothing, not even this.
    if ("emoji" in change && !Emoji.safeParse(change.emoji).success) return refusal("no-emoji");
    return new Promise((resolve, reject) => {
      this.changing.make(userId, change, (changed) => {
        if (changed.ok) resolve({ ok: true, message: this.#messages.render(changed.row) });
        else if ("reason" in changed) resolve(changed);
        else reject(changed.error);
      });
    });
  }

  page(query: PageOfHistory): HistoryOutcome {
    return { ok: true, messages: this.#messages.page(query).map((row) => this.#messages.render(row)) };
  }

  listEdits(messageId: string, query: { after: number; limit: number }): EditsOutcome {
    if (!this.#messages.has(messageId)) return refusal("no-such-message");
    return { ok: true, edits: this.#edits.list(messageId, query) };
  }

  async find({ q, limit, before = Number.MAX_SAFE_INTEGER }: SearchOfMessages): Promise<HistoryOutcome> {
    const rows = await this.search.find(q, { before, limit });
    return { ok: true, messages: rows.map((row) => this.#messages.render(row)) };
  }
}
