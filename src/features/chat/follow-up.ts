import { sql } from "drizzle-orm";
import { migrate } from "../../platform/db/object-schema.ts";
import type { Database } from "../../platform/db/database.ts";
import type { Logger } from "../../platform/log/logger.ts";
import { Coalescer } from "../../platform/limits/coalescer.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import type { MessageFiles } from "./message-files.ts";
import type { MessageLog } from "./message-log.ts";
import type { MessageRow } from "./message-rows.ts";
import type { MemberHub } from "./news.ts";
import type { MemberState, Roster } from "./roster.ts";
import { RoundNews } from "./round-news.ts";
import { conversationActivity } from "./schema.ts";
import type { SearchIndex } from "./search-index.ts";

const schema = [
  "CREATE TABLE IF NOT EXISTS listed (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT",
];

const absentIntervalMs = 100;
const listIntervalMs = 1_000;
const safetyMs = 5_000;
const hubsAtOnce = 20;

type Options = {
  storage: DurableObjectStorage;
  db: Database;
  log: Logger;
  conversationId: string;
  messages: MessageLog;
  files: MessageFiles;
  search: SearchIndex;
  roster: Roster;
  copy: ConversationCopy;
  hubOf: (userId: string) => MemberHub;
  isPresent: (userId: string) => boolean;
  /** When there is something to do besides, such as for a companion; undefined while there is nothing. */
  wakeAt: () => number | undefined;
  /** Whose messages a member does not want to hear of. */
  blockedBy: (userId: string) => string[];
};

/**
 * What follows a message, or a new title, off the hot path: the hubs of the members learn of it, D1's list does, the files of
 * what was deleted are released, and the words are indexed.
 *
 * What is still to be told is in storage (each member's row, and the number that D1 has), so it can
 * always be worked out again; an alarm, set while there is any, does so after a crash.
 */
export class FollowUp {
  readonly #options: Options;
  readonly #onError: (error: unknown) => void;
  readonly #rounds: Coalescer;
  #listedSeq: number;
  /** When those who look on, and D1's list, last heard. */
  #listedAt = 0;
  #isAlarmSet = false;
  #isStopped = false;

  constructor(options: Options) {
    this.#options = options;
    const { storage, log, conversationId } = options;
    this.#onError = (error) => log.error("follow-up failed; the alarm tries again", error, { conversationId });
    this.#rounds = new Coalescer(absentIntervalMs, () => this.#round(), this.#onError);
    migrate(storage, "listed", schema);
    this.#listedSeq = storage.sql.exec<{ seq: number }>("SELECT seq FROM listed").toArray()[0]?.seq ?? 0;
  }

  /** To be called in the same turn as the change, so that the alarm commits with it. */
  ask(): void {
    if (this.#isStopped) return;
    this.#rounds.ask();
    this.#setAlarm();
  }

  /** Has the alarm look, in case that the object dies before what is under way is done. */
  watch(): void {
    if (!this.#isStopped) this.#setAlarm();
  }

  /** Does what is left, under a new alarm in case this fails, too. */
  async onAlarm(): Promise<void> {
    if (this.#isStopped) return;
    this.#isAlarmSet = false;
    if (this.#mayRest()) return this.#rest();
    this.#setAlarm();
    await this.#round().catch(this.#onError);
  }

  /** The conversation is gone, and what is stored of it is about to be. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Has one member's hub hear before the answer, so that what they read next is what they just did. */
  async tellNow(userId: string): Promise<void> {
    await this.#tell((member) => member.user_id === userId);
  }

  /** Who is away, or has fewer to read than before, hears at once; those who look on, and D1's list, once a second. */
  async #round(): Promise<void> {
    if (this.#isStopped) return;
    const { isPresent, messages } = this.#options;
    const isListDue = Date.now() - this.#listedAt >= listIntervalMs;
    // Whoever sends in an open room has read what they sent: there is nothing for their other tabs to count down.
    const hasReadOn = (member: MemberState) =>
      member.told_messages - member.told_reads > messages.messageCount - member.read_count;
    const reachedAll = await this.#tell((member) => isListDue || !isPresent(member.user_id) || hasReadOn(member));
    if (isListDue) await this.#list();
    if (isListDue) this.#listedAt = Date.now();
    await this.#options.files.release();
    if (this.#mayRest()) await this.#rest();
    // Whoever could not be reached waits for the alarm.
    else if (reachedAll && this.#isBehind()) this.#rounds.ask();
  }

  #setAlarm(): void {
    if (this.#isAlarmSet) return;
    this.#isAlarmSet = true;
    void this.#options.storage.setAlarm(Date.now() + safetyMs);
  }

  async #rest(): Promise<void> {
    this.#isAlarmSet = false;
    const wakeAt = this.#options.wakeAt();
    if (wakeAt === undefined) await this.#options.storage.deleteAlarm();
    else await this.#options.storage.setAlarm(Math.max(wakeAt, Date.now() + safetyMs));
    // Not waited for: a long log takes seconds, and the next message is to be told at once.
    void this.#options.search.tidy(this.#options.messages.lastSeq).catch(this.#onError);
  }

  /** What is being claimed needs the alarm still. */
  #mayRest(): boolean {
    return !this.#isBehind() && !this.#options.files.isClaiming;
  }

  #isBehind(): boolean {
    const { messages, files } = this.#options;
    const isListBehind = this.#listedSeq < messages.lastSeq;
    return isListBehind || files.isReleaseDue || this.#untold().length > 0;
  }

  #untold(): MemberState[] {
    const { roster, messages, copy } = this.#options;
    return roster.untold({ messageCount: messages.messageCount, renames: copy.renames });
  }

  /** @returns whether each of them could be reached. */
  async #tell(whom: (member: MemberState) => boolean): Promise<boolean> {
    const untold = this.#untold().filter(whom);
    let reachedAll = true;
    for (let from = 0; from < untold.length; from += hubsAtOnce) {
      const members = untold.slice(from, from + hubsAtOnce);
      const news = new RoundNews(this.#options, members);
      const reached = await Promise.all(members.map((member) => this.#tellMember(member, news)));
      reachedAll &&= reached.every(Boolean);
    }
    return reachedAll;
  }

  async #tellMember(member: MemberState, news: RoundNews): Promise<boolean> {
    const { roster, hubOf, isPresent, conversationId, log } = this.#options;
    const { user_id: userId } = member;
    // They may have left while others were told.
    if (!roster.has(userId)) return true;
    const told = news.of(member, isPresent(userId));
    try {
      await hubOf(userId).tellConversation(told);
      roster.setTold(userId, told);
      return true;
    } catch (error) {
      log.error("a member's hub could not be told", error, { conversationId, userId });
      return false;
    }
  }

  async #list(): Promise<void> {
    const { messages, storage } = this.#options;
    const { lastSeq } = messages;
    if (lastSeq <= this.#listedSeq) return;
    const last = messages.last();
    if (last) await this.#listActivity(lastSeq, last);
    storage.sql.exec("INSERT OR REPLACE INTO listed (one, seq) VALUES (1, ?)", lastSeq);
    this.#listedSeq = lastSeq;
  }

  /** The place is that of the last event, so that an edit of the last message is listed, too. */
  async #listActivity(lastSeq: number, last: MessageRow): Promise<void> {
    const { db, messages, conversationId } = this.#options;
    const values = { lastSeq, lastMessage: messages.render(last), lastActivityAt: last.created_at };
    await db
      .insert(conversationActivity)
      .values({ conversationId, ...values })
      .onConflictDoUpdate({
        target: conversationActivity.conversationId,
        set: values,
        setWhere: sql`excluded.last_seq > ${conversationActivity.lastSeq}`,
      });
  }
}
