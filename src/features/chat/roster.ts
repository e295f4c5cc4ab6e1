import { migrate } from "../../platform/db/object-schema.ts";
import type { UserSummary } from "../users/contract.ts";

const schema = [
  `
    CREATE TABLE IF NOT EXISTS members (
      user_id TEXT PRIMARY KEY, username TEXT NOT NULL, display_name TEXT NOT NULL, role TEXT NOT NULL,
      read_seq INTEGER NOT NULL DEFAULT 0, read_count INTEGER NOT NULL DEFAULT 0,
      told_messages INTEGER NOT NULL DEFAULT 0, told_reads INTEGER NOT NULL DEFAULT 0
    ) STRICT
  `,
];

export type RosterMember = UserSummary & { role: string };

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
};

/**
 * The members of one conversation as its room knows them: a copy of the rows in D1, with what the room
 * alone keeps of each (how far they have read, and what their hub has been told).
 */
export class Roster {
  readonly #sql: SqlStorage;
  #members = new Map<string, MemberState>();

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "members", schema);
    this.reload();
  }

  has(userId: string): boolean {
    return this.#members.has(userId);
  }

  /** Takes over the members that D1 has, keeping what the room knows of each. */
  replace(members: RosterMember[]): void {
    for (const { id, username, displayName, role } of members) {
      this.#sql.exec(
        `INSERT INTO members (user_id, username, display_name, role) VALUES (?,?,?,?)
           ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name, role = excluded.role`,
        id,
        username,
        displayName,
        role,
      );
    }
    this.#sql.exec(
      "DELETE FROM members WHERE user_id NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify(members.map(({ id }) => id)),
    );
    this.reload();
  }

  summaryOf(userId: string): UserSummary {
    const member = this.#members.get(userId);
    return {
      id: userId,
      username: member?.username ?? "",
      displayName: member?.display_name ?? "Former member",
    };
  }

  reads(): { userId: string; readSeq: number }[] {
    return [...this.#members.values()].map((member) => ({ userId: member.user_id, readSeq: member.read_seq }));
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
  untold(messageCount: number): MemberState[] {
    return [...this.#members.values()].filter(
      (member) => member.told_messages < messageCount || member.told_reads < member.read_count,
    );
  }

  setTold(userId: string, messages: number, reads: number): void {
    this.#sql.exec("UPDATE members SET told_messages = ?, told_reads = ? WHERE user_id = ?", messages, reads, userId);
    const member = this.#members.get(userId);
    if (!member) return;
    member.told_messages = messages;
    member.told_reads = reads;
  }

  /** After a transaction that was rolled back, what was remembered may be wrong. */
  reload(): void {
    this.#members = new Map(
      this.#sql
        .exec<MemberState>("SELECT * FROM members")
        .toArray()
        .map((row) => [row.user_id, row]),
    );
  }
}
