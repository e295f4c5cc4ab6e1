import { type Line, lineOf } from "../../platform/sockets/frames.ts";
import type { Attachment, ConversationFrame, NewMessage } from "./contract.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import type { Change, GroupCommit } from "./group-commit.ts";
import { createdLine, type MessageLog } from "./message-log.ts";
import type { MessageFiles } from "./message-files.ts";
import type { MessageRow } from "./message-rows.ts";
import { refusal, type RoomFailure, type RoomRefusal } from "./refusals.ts";
import type { Roster } from "./roster.ts";

/** What became of a message: as stored, also as the JSON that events and acks share, or why it is not. */
export type Sent = { ok: true; row: MessageRow; json: string; isNew: boolean } | RoomRefusal | RoomFailure;

type Options = {
  commit: GroupCommit;
  messages: MessageLog;
  files: MessageFiles;
  roster: Roster;
  copy: ConversationCopy;
};

/** The sending of messages as changes of the room. Who sends has read what is there, and what they send. */
export class Sending {
  readonly #options: Options;
  /** The last message of each sender in the group that is being made. */
  readonly #lastOf = new Map<string, MessageRow>();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * @param attachments claimed by now.
   * @param settle told once the message is durable, or why it is not.
   */
  send(senderId: string, input: NewMessage, attachments: Attachment[], settle: (sent: Sent) => void): void {
    const { commit, messages, files } = this.#options;
    let sent: Sent = { ok: false, error: undefined };
    const change: Change = {
      apply: (now) => {
        const refused = this.#refusalOf(senderId, input.clientId);
        if (refused) sent = refused;
        if (refused) return [];
        const { row, isNew } = messages.append(senderId, input, attachments, now);
        const json = JSON.stringify(messages.render(row));
        sent = { ok: true, row, json, isNew };
        if (!isNew) return [];
        if (attachments.length > 0) files.attach(row.id, attachments);
        this.#lastOf.set(senderId, row);
        return [createdLine(row.seq, json)];
      },
      settle: (failure) => settle(failure ? { ok: false, ...failure } : sent),
    };
    commit.add(change);
  }

  /** What has changed since they sent: the changes before this one may have taken them out. */
  #refusalOf(senderId: string, clientId: string): RoomRefusal | undefined {
    const { roster, copy, messages } = this.#options;
    if (roster.isGone(senderId)) return refusal("not-member");
    // What was sent before is answered as it was.
    if (copy.isSilenced && !messages.hasSent(senderId, clientId)) return refusal("silenced");
    return undefined;
  }

  /** Moves the watermarks of those who sent, once for a group. @returns what is to be told of it. */
  conclude(): Line[] {
    const { roster } = this.#options;
    const moved = [...this.#lastOf].map(([userId, { seq, ordinal }]): ConversationFrame => {
      roster.markRead(userId, seq, ordinal);
      return { type: "read.changed", userId, readSeq: seq };
    });
    this.#lastOf.clear();
    return moved.map(lineOf);
  }

  rollBack(): void {
    this.#lastOf.clear();
  }
}
