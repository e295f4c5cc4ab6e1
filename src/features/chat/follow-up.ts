import { sql } from "drizzle-orm";
import type { Database } from "../../platform/db/database.ts";
import type { Logger } from "../../platform/log/logger.ts";
import { Coalescer } from "./coalescer.ts";
import type { MessageLog } from "./message-log.ts";
import type { MemberHub } from "./news.ts";
import type { MemberState, Roster } from "./roster.ts";
import { conversationActivity } from "./schema.ts";

const absentIntervalMs = 100;
const listIntervalMs = 1_000;
const safetyMs = 10_000;
const hubsAtOnce = 20;

type Options = {
  storage: DurableObjectStorage;
  db: Database;
  log: Logger;
  conversationId: string;
  messages: MessageLog;
  roster: Roster;
  hubOf: (userId: string) => MemberHub;
  isPresent: (userId: string) => boolean;
};

/**
 * What follows a message off the hot path: the hubs of the members learn of it, and D1's list does.
 *
 * What is still to be told is in storage (each member's row, and the number that D1 has), so it can
 * always be worked out again; an alarm, set while there is any, does so after a crash.
 */
export class FollowUp {
  readonly #options: Options;
  readonly #absent: Coalescer;
  readonly #present: Coalescer;
  #listedSeq: number;
  #isAlarmSet: boolean;

  constructor(options: Options) {
    this.#options = options;
    const { storage, log } = options;
    const onError = (error: unknown) =>
      log.error("follow-up failed; the alarm tries again", error, { conversationId: options.conversationId });
    this.#absent = new Coalescer(
      absentIntervalMs,
      () => this.#tell((member) => !options.isPresent(member.user_id)),
      onError,
    );
    this.#present = new Coalescer(listIntervalMs, () => this.#finish(), onError);
    storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS listed (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT",
    );
    this.#listedSeq = storage.sql.exec<{ seq: number }>("SELECT seq FROM listed").toArray()[0]?.seq ?? 0;
    // Until proved otherwise: a needless alarm costs less than a missing one.
    this.#isAlarmSet = false;
  }

  /** To be called in the same turn as the change, so that the alarm commits with it. */
  ask(): void {
    this.#absent.ask();
    this.#present.ask();
    if (this.#isAlarmSet) return;
    this.#isAlarmSet = true;
    void this.#options.storage.setAlarm(Date.now() + safetyMs);
  }

  /** Does what is left, and keeps the alarm for as long as something is. */
  async onAlarm(): Promise<void> {
    this.#isAlarmSet = false;
    if (!this.#isBehind()) return;
    this.ask();
  }

  /** Tells those who look on and D1's list; then nothing is left, unless somebody could not be reached. */
  async #finish(): Promise<void> {
    await this.#tell(() => true);
    await this.#list();
    if (this.#isBehind()) return;
    this.#isAlarmSet = false;
    await this.#options.storage.deleteAlarm();
  }

  #isBehind(): boolean {
    const { roster, messages } = this.#options;
    return this.#listedSeq < messages.lastSeq || roster.untold(messages.messageCount).length > 0;
  }

  async #tell(whom: (member: MemberState) => boolean): Promise<void> {
    const { roster, messages } = this.#options;
    const untold = roster.untold(messages.messageCount).filter(whom);
    for (let from = 0; from < untold.length; from += hubsAtOnce) {
      await Promise.all(untold.slice(from, from + hubsAtOnce).map((member) => this.#tellMember(member)));
    }
  }

  async #tellMember(member: MemberState): Promise<void> {
    const { messages, roster, hubOf, isPresent, conversationId, log } = this.#options;
    const { user_id: userId, read_count: readCount } = member;
    const { messageCount } = messages;
    const last = messages.last();
    const unseen = isPresent(userId)
      ? undefined
      : messages.lastUnseen(userId, Math.max(readCount, member.told_messages));
    try {
      await hubOf(userId).tellConversation({
        conversationId,
        messageCount,
        readCount,
        lastMessage: last ? messages.render(last) : null,
        unseen: unseen ? messages.render(unseen) : null,
      });
      roster.setTold(userId, messageCount, readCount);
    } catch (error) {
      log.error("a member's hub could not be told", error, { conversationId, userId });
    }
  }

  async #list(): Promise<void> {
    const { db, messages, conversationId, storage } = this.#options;
    const last = messages.last();
    if (!last || last.seq <= this.#listedSeq) return;
    const values = { lastSeq: last.seq, lastMessage: messages.render(last), lastActivityAt: last.created_at };
    await db
      .insert(conversationActivity)
      .values({ conversationId, ...values })
      .onConflictDoUpdate({
        target: conversationActivity.conversationId,
        set: values,
        setWhere: sql`excluded.last_seq > ${conversationActivity.lastSeq}`,
      });
    storage.sql.exec("INSERT OR REPLACE INTO listed (one, seq) VALUES (1, ?)", last.seq);
    this.#listedSeq = last.seq;
  }
}
