import type { Logger } from "../../platform/log/logger.ts";
import type { NewMessage } from "./contract.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import type { MessageFiles } from "./message-files.ts";
import type { MessageLog } from "./message-log.ts";
import { refusal, type RoomRefusal } from "./refusals.ts";
import type { Roster } from "./roster.ts";
import type { Sending, Sent } from "./sending.ts";

/** So many messages of one sender may wait behind one whose attachments are being claimed. */
const maxWaiting = 100;

type Settle = (posted: Posted) => void;
type Waiting = { input: NewMessage; settle: Settle };
type Options = {
  sending: Sending;
  messages: MessageLog;
  files: MessageFiles;
  roster: Roster;
  copy: ConversationCopy;
  log: Logger;
};

export type Posted = Sent | RoomRefusal;

/**
 * How messages of members enter the room: at once, but for those with attachments, which D1 has to give
 * first. While one of these waits, what its sender sends after it waits behind it, so that nobody's
 * messages overtake each other; the messages of others pass.
 */
export class Posting {
  readonly #options: Options;
  /** Those of each sender that wait, the first of them for D1. */
  readonly #queues = new Map<string, Waiting[]>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** @param settle told once the message is durable, or why there is none. */
  post(senderId: string, input: NewMessage, settle: Settle): void {
    const queue = this.#queues.get(senderId);
    if (queue && queue.length >= maxWaiting) return settle(refusal("too-many-waiting"));
    if (queue) return void queue.push({ input, settle });
    if (!input.attachments || input.attachments.length === 0)
      return this.#options.sending.send(senderId, input, [], settle);
    const begun = [{ input, settle }];
    this.#queues.set(senderId, begun);
    void this.#work(senderId, begun);
    return undefined;
  }

  async #work(senderId: string, queue: Waiting[]): Promise<void> {
    for (let next = queue[0]; next; next = queue[0]) {
      await this.#postOne(senderId, next);
      queue.shift();
    }
    this.#queues.delete(senderId);
  }

  /** Resolves once the message has its place in line; it is settled later, with its group. */
  async #postOne(senderId: string, { input, settle }: Waiting): Promise<void> {
    const { sending, messages, files, roster, copy, log } = this.#options;
    // While it waited, they may have been taken out.
    if (!roster.has(senderId)) return settle(refusal("not-member"));
    // A known message is answered as it is: its files may be gone again.
    const ids = messages.hasSent(senderId, input.clientId) ? [] : (input.attachments ?? []);
    if (ids.length === 0) return sending.send(senderId, input, [], settle);
    if (copy.isSilenced) return settle(refusal("silenced"));
    try {
      await files.claimFor(ids, senderId, async (claimed) => {
        if (!roster.has(senderId)) return settle(refusal("not-member"));
        if (!claimed) return settle(refusal("no-such-attachment"));
        return new Promise<void>((resolve) => {
          sending.send(senderId, input, claimed, (sent) => {
            settle(sent);
            resolve();
          });
        });
      });
    } catch (error) {
      log.error("attachments could not be claimed", error);
      settle(refusal("files-unreachable"));
    }
    return undefined;
  }
}
