import type { Line } from "../../platform/sockets/frames.ts";
import type { Logger } from "../../platform/log/logger.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { MessageLog } from "./message-log.ts";
import type { RoomSnapshot } from "./read-room.ts";
import type { Roster } from "./roster.ts";

const freshMs = 60_000;

type Options = {
  roster: Roster;
  copy: ConversationCopy;
  messages: MessageLog;
  commit: GroupCommit;
  log: Logger;
  /** What D1 has; nothing when the conversation is gone. */
  readRoom: () => Promise<RoomSnapshot | undefined>;
  onJoined: (userIds: string[]) => void;
  /** They are out: nothing may reach them any more. */
  onLeft: (userIds: string[]) => void;
  /** The conversation was deleted. */
  onGone: () => void;
};

/**
 * Whether somebody is a member: D1 decides, and the roster is a room's copy of what it says. What is
 * another there becomes events of the stream here, each once, however often the room looks.
 */
export class Membership {
  readonly #options: Options;
  #readAt = 0;
  /** The look that is under way, and one that is asked for and has not begun. */
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The copy says yes; before it says no, D1 is asked again. */
  async includes(userId: string): Promise<boolean> {
    const { roster } = this.#options;
    if (!roster.has(userId)) await this.#look();
    return roster.has(userId);
  }

  /** Names change, and nobody tells rooms: whoever comes in finds them as they were a minute ago at most. */
  async refresh(): Promise<void> {
    if (Date.now() - this.#readAt < freshMs) return;
    // The copy is good enough to talk on while D1 is away.
    await this.#look().catch((error: unknown) => this.#options.log.error("the roster could not be refreshed", error));
  }

  /** Something is another in D1. Those who are said to be gone are out at once, however long D1 takes. */
  async changed(gone: string[]): Promise<void> {
    const { roster, onLeft } = this.#options;
    const out = gone.filter((userId) => roster.has(userId));
    roster.bar(out);
    if (out.length > 0) onLeft(out);
    await this.#look();
  }

  /** The conversation was deleted: everybody is out at once. */
  async deleted(): Promise<void> {
    const { roster, onGone } = this.#options;
    roster.bar(roster.userIds());
    onGone();
    await this.#look();
  }

  /** Looks once more, after what is under way: those who ask meanwhile share the look. */
  #look(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const look = this.#takeOver();
      this.#running = look.catch(() => undefined);
      return look;
    });
    return this.#next;
  }

  async #takeOver(): Promise<void> {
    const { roster, commit, readRoom } = this.#options;
    // Who is barred while D1 answers may be in an answer that is older than that.
    const barred = roster.barred();
    const snapshot = await readRoom();
    await new Promise<void>((resolve, reject) => {
      let conclude: (() => void) | undefined;
      commit.add({
        apply: (now) => {
          const { events, conclusion } = this.#apply(snapshot, now);
          conclude = conclusion;
          return events;
        },
        settle: (failure) => {
          if (failure) return reject(failure.error);
          roster.lift(barred);
          conclude?.();
          return resolve();
        },
      });
    });
    this.#readAt = Date.now();
  }

  #apply(snapshot: RoomSnapshot | undefined, now: number): { events: Line[]; conclusion: () => void } {
    const { roster, copy, messages, onJoined, onLeft, onGone } = this.#options;
    const end = { seq: messages.lastSeq, count: messages.messageCount };
    const { joined, left } = roster.take(snapshot?.members ?? [], end, now);
    if (!snapshot) return { events: [], conclusion: onGone };
    // Whom a room finds when it looks for the first time were there before it was.
    const isFirst = !copy.isKnown;
    const isRenamed = copy.take(snapshot);
    const conclusion = () => {
      if (left.length > 0) onLeft(left);
      if (joined.length > 0) onJoined(joined);
    };
    if (isFirst) return { events: [], conclusion };
    const events = [
      ...joined.map((userId) => messages.record({ type: "member.joined", fields: { userId } })),
      ...left.map((userId) => messages.record({ type: "member.left", fields: { userId } })),
      ...(isRenamed ? [messages.record({ type: "conversation.changed", fields: { title: snapshot.title } })] : []),
    ];
    return { events, conclusion };
  }
}
