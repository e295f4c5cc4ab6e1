import type { UserSummary } from "../users/contract.ts";
import { migrate } from "../../platform/db/object-schema.ts";
import type { RosterMember } from "./read-room.ts";

const schema = [
  `
    CREATE TABLE IF NOT EXISTS members (
      user_id TEXT PRIMARY KEY, username TEXT NOT NULL, display_name TEXT NOT NULL, role TEXT NOT NULL,
      read_seq INTEGER NOT NULL DEFAULT 0, read_count INTEGER NOT NULL DEFAULT 0,
      told_messages INTEGER NOT NULL DEFAULT 0, told_reads INTEGER NOT NULL DEFAULT 0
    ) STRICT
  `,
  `
    ALTER TABLE members ADD COLUMN left_at INTEGER;
    ALTER TABLE members ADD COLUMN blocked TEXT NOT NULL DEFAULT '[]';
  `,
  "ALTER TABLE members ADD COLUMN told_renames INTEGER NOT NULL DEFAULT 0",
];

export type MemberState = {
  user_id: string;
  username: string;
  display_name: string;
  role: string;
  /** How far they have read, as a place in the stream and as a count of messages. */
  read_seq: number;
  read_count: number;
  /** What their hub has been told, so that the rest can be told after a crash. */
  told_messages: number;
  told_reads: number;
  told_renames: number;
  /** Whose messages they do not want to hear of, as JSON. */
  blocked: string;
};

/** How a conversation stands, as figures that only grow. */
type Standing = { messageCount: number; renames: number };

/** Where a stream ends, as a place and as a count of messages. */
type Place = { seq: number; count: number };

/**
 * The members of one conversation as its room knows them: a copy of the rows in D1, with what the room
 * alone keeps of each (how far they have read, and what their hub has been told). Who leaves stays as a
 * name, because what they said does.
 */
export class Roster {
  readonly #sql: SqlStorage;
  #members = new Map<string, MemberState>();
  /** Those who are said to be gone, until D1 has been asked. */
  readonly #barred = new Set<string>();

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "members", schema);
    this.reload();
  }

  has(userId: string): boolean {
    return this.#members.has(userId) && !this.#barred.has(userId);
  }

  /** Whether they were a member and are none any more. */
  isGone(userId: string): boolean {
    return !this.has(userId) && (this.#barred.has(userId) || this.#former(userId) !== undefined);
  }

  /** Whether they may take away what others said. */
  isModerator(userId: string): boolean {
    return this.has(userId) && this.#members.get(userId)?.role !== "member";
  }

  get size(): number {
    return this.#members.size;
  }

  /** Those who are members now. */
  userIds(): string[] {
    return this.#present().map((member) => member.user_id);
  }

  /** Lets somebody do nothing any more before D1 has confirmed that they are gone. */
  bar(userIds: string[]): void {
    for (const userId of userIds) this.#barred.add(userId);
  }

  barred(): string[] {
    return [...this.#barred];
  }

  /** D1 has been asked about them since they were barred. */
  lift(userIds: string[]): void {
    for (const userId of userIds) this.#barred.delete(userId);
  }

  /**
   * Takes over the members that D1 has, keeping what the room knows of each; it belongs into a transaction.
   * Who is new has what was said so far before them, as read.
   */
  take(members: RosterMember[], end: Place, now: number): { joined: string[]; left: string[] } {
    const present = new Set(members.map(({ id }) => id));
    const left = [...this.#members.keys()].filter((userId) => !present.has(userId));
    const joined = members.filter(({ id }) => !this.#members.has(id));
    for (const userId of left) this.#sql.exec("UPDATE members SET left_at = ? WHERE user_id = ?", now, userId);
    for (const userId of left) this.#members.delete(userId);
    for (const member of joined) this.#join(member, end);
    for (const member of members) this.#describe(member);
    return { joined: joined.map(({ id }) => id), left };
  }

  /** Also of those who have left. */
  summaryOf(userId: string): UserSummary {
    const member = this.#members.get(userId) ?? this.#former(userId);
    return {
      id: userId,
      username: member?.username ?? "",
      displayName: member?.display_name ?? "Former member",
    };
  }

  reads(): { userId: string; readSeq: number }[] {
    return this.#present().map((member) => ({ userId: member.user_id, readSeq: member.read_seq }));
  }

  /** Whose messages a member does not want to hear of. */
  blockedBy(userId: string): string[] {
    return JSON.parse(this.#members.get(userId)?.blocked ?? "[]");
  }

  /** Moves a member's watermark forward. @returns whether it moved. */
  markRead(userId: string, seq: number, count: number): boolean {
    const member = this.#members.get(userId);
    if (!member || seq <= member.read_seq) return false;
    this.#sql.exec("UPDATE members SET read_seq = ?, read_count = ? WHERE user_id = ?", seq, count, userId);
    member.read_seq = seq;
    member.read_count = count;
    return true;
  }

  /** The members whose hub does not know how the conversation stands. */
  untold({ messageCount, renames }: Standing): MemberState[] {
    return this.#present().filter(
      (member) =>
        member.told_messages < messageCount || member.told_reads < member.read_count || member.told_renames < renames,
    );
  }

  setTold(userId: string, { messageCount, readCount, renames }: Standing & { readCount: number }): void {
    this.#sql.exec(
      "UPDATE members SET told_messages = ?, told_reads = ?, told_renames = ? WHERE user_id = ?",
      messageCount,
      readCount,
      renames,
      userId,
    );
    const member = this.#members.get(userId);
    if (member) Object.assign(member, { told_messages: messageCount, told_reads: readCount, told_renames: renames });
  }

  /** After a transaction that was rolled back, what was remembered may be wrong. */
  reload(): void {
    this.#members = new Map(
      this.#sql
        .exec<MemberState>("SELECT * FROM members WHERE left_at IS NULL")
        .toArray()
        .map((row) => [row.user_id, row]),
    );
  }

  #join({ id, username, displayName, role }: RosterMember, { seq, count }: Place): void {
    const row = this.#sql
      .exec<MemberState>(
        `INSERT INTO members (user_id, username, display_name, role, read_seq, read_count) VALUES (?,?,?,?,?,?)
           ON CONFLICT (user_id) DO UPDATE SET role = excluded.role, read_seq = excluded.read_seq,
             read_count = excluded.read_count, told_messages = 0, told_reads = 0, left_at = NULL
           RETURNING *`,
        id,
        username,
        displayName,
        role,
        seq,
        count,
      )
      .one();
    this.#members.set(id, row);
  }

  /** Writes only what is another: of a thousand members hardly one has a new name. */
  #describe({ id, username, displayName, role, ...member }: RosterMember): void {
    const known = this.#members.get(id);
    const blocked = JSON.stringify(member.blocked);
    if (!known) return;
    const isKnown = known.username === username && known.display_name === displayName && known.role === role;
    if (isKnown && known.blocked === blocked) return;
    this.#sql.exec(
      "UPDATE members SET username = ?, display_name = ?, role = ?, blocked = ? WHERE user_id = ?",
      username,
      displayName,
      role,
      blocked,
      id,
    );
    Object.assign(known, { username, display_name: displayName, role, blocked });
  }

  #present(): MemberState[] {
    const members = [...this.#members.values()];
    return this.#barred.size === 0 ? members : members.filter((member) => !this.#barred.has(member.user_id));
  }

  #former(userId: string): MemberState | undefined {
    return this.#sql
      .exec<MemberState>("SELECT * FROM members WHERE user_id = ? AND left_at IS NOT NULL", userId)
      .toArray()[0];
  }
}
