import { migrate } from "../../platform/db/object-schema.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";

type SeatRow = {
  connection_id: string;
  shard: number;
  user_id: string;
  session_id: string;
  arrived_at: number | null;
  close_code: number | null;
  close_reason: string | null;
};

/** Sockets of one relay that are to be closed. */
export type Closing = { shard: number; code: number; reason: string; connectionIds: string[] };

/** Within so long somebody who was shown to a relay has come in there. */
const arrivalMs = 60_000;

const schema = [
  `
    CREATE TABLE relayed (
      connection_id TEXT PRIMARY KEY, shard INTEGER NOT NULL, user_id TEXT NOT NULL, session_id TEXT NOT NULL,
      placed_at INTEGER NOT NULL, arrived_at INTEGER, close_code INTEGER, close_reason TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX relayed_by_shard ON relayed (shard);
    CREATE INDEX relayed_by_session ON relayed (session_id);
    CREATE INDEX relayed_by_user ON relayed (user_id);
    CREATE INDEX relayed_on_the_way ON relayed (placed_at) WHERE arrived_at IS NULL;
    CREATE INDEX relayed_to_close ON relayed (shard) WHERE close_code IS NOT NULL;
  `,
];

const matching = "close_code IS NULL AND (?1 IS NULL OR user_id = ?1 OR session_id = ?1)";

/** Who sits in which relay of a room, in the room's storage. A seat that is to be closed counts for nothing more. */
export class RelaySeats {
  readonly #sql: SqlStorage;
  /** How many seats each relay has: all, and those that were taken. */
  readonly #placed = new Map<number, number>();
  readonly #taken = new Map<number, number>();
  /** How many seats each user has: all, and those that were taken. */
  readonly #placedOf = new Map<string, number>();
  readonly #takenOf = new Map<string, number>();

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "relays", schema);
    this.#tally(this.#sql.exec<SeatRow>("SELECT * FROM relayed").toArray(), 1);
  }

  shards(): number[] {
    return [...this.#placed.keys()];
  }

  users(): string[] {
    return [...this.#placedOf.keys()];
  }

  /** How many there are, of all or of one user. */
  count(userId?: string): number {
    if (userId !== undefined) return this.#placedOf.get(userId) ?? 0;
    return [...this.#placed.values()].reduce((sum, count) => sum + count, 0);
  }

  countAt(shard: number): number {
    return this.#placed.get(shard) ?? 0;
  }

  /** How many have come in at a relay. */
  takenAt(shard: number): number {
    return this.#taken.get(shard) ?? 0;
  }

  /** Whether a user has come in anywhere. */
  isTakenBy(userId: string): boolean {
    return this.#takenOf.has(userId);
  }

  /** Those of a user who have come in, with their relays. */
  takenBy(userId: string): { connectionId: string; shard: number }[] {
    return this.#sql
      .exec<SeatRow>(
        "SELECT * FROM relayed WHERE user_id = ? AND arrived_at IS NOT NULL AND close_code IS NULL",
        userId,
      )
      .toArray()
      .map(({ connection_id: connectionId, shard }) => ({ connectionId, shard }));
  }

  place({ connectionId, userId, sessionId }: SocketIdentity, shard: number, now: number): void {
    const rows = this.#sql.exec<SeatRow>(
      "INSERT INTO relayed (connection_id, shard, user_id, session_id, placed_at) VALUES (?,?,?,?,?) RETURNING *",
      connectionId,
      shard,
      userId,
      sessionId,
      now,
    );
    this.#tally(rows.toArray(), 1);
  }

  /** Notes that somebody has come in. @returns who, or nothing for who has no seat, or has it no more. */
  take(connectionId: string, now: number): SocketIdentity | undefined {
    const [before] = this.#sql
      .exec<SeatRow>("SELECT * FROM relayed WHERE connection_id = ? AND close_code IS NULL", connectionId)
      .toArray();
    if (!before) return undefined;
    this.#sql.exec("UPDATE relayed SET arrived_at = ? WHERE connection_id = ?", now, connectionId);
    this.#tally([before], -1);
    this.#tally([{ ...before, arrived_at: now }], 1);
    return seatOf(before);
  }

  /** @returns who left; nothing for those who were gone already. */
  leave(connectionIds: string[]): SocketIdentity[] {
    return this.#remove(
      this.#sql.exec<SeatRow>(
        "DELETE FROM relayed WHERE connection_id IN (SELECT value FROM json_each(?)) RETURNING *",
        JSON.stringify(connectionIds),
      ),
    );
  }

  /** Forgets who came in at a relay before a moment and is not among those whom it has. @returns them. */
  keepOnly(shard: number, connectionIds: string[], before: number): SocketIdentity[] {
    return this.#remove(
      this.#sql.exec<SeatRow>(
        `DELETE FROM relayed WHERE shard = ? AND arrived_at < ?
           AND connection_id NOT IN (SELECT value FROM json_each(?)) RETURNING *`,
        shard,
        before,
        JSON.stringify(connectionIds),
      ),
    );
  }

  /** Forgets who never came. @returns them. */
  forgetLate(now: number): SocketIdentity[] {
    return this.#remove(
      this.#sql.exec<SeatRow>(
        "DELETE FROM relayed WHERE arrived_at IS NULL AND placed_at < ? RETURNING *",
        now - arrivalMs,
      ),
    );
  }

  /** Marks the seats of everyone, or of one user or session, as to be closed. @returns whose they were. */
  startClosing(code: number, reason: string, tag: string | undefined): SocketIdentity[] {
    const rows = this.#sql.exec<SeatRow>(`SELECT * FROM relayed WHERE ${matching}`, tag ?? null).toArray();
    if (rows.length === 0) return [];
    this.#sql.exec(
      `UPDATE relayed SET close_code = ?2, close_reason = ?3 WHERE ${matching}`,
      tag ?? null,
      code,
      reason,
    );
    this.#tally(rows, -1);
    this.#tally(
      rows.map((row) => ({ ...row, close_code: code })),
      1,
    );
    return rows.map(seatOf);
  }

  /** What is still to be closed. */
  closings(): Closing[] {
    const rows = this.#sql.exec<SeatRow>("SELECT * FROM relayed WHERE close_code IS NOT NULL").toArray();
    const closings = new Map<string, Closing>();
    for (const { shard, close_code: code, close_reason: reason, connection_id: connectionId } of rows) {
      if (code === null) continue;
      const closing = closings.get(`${shard} ${code}`) ?? { shard, code, reason: reason ?? "", connectionIds: [] };
      closing.connectionIds.push(connectionId);
      closings.set(`${shard} ${code}`, closing);
    }
    return [...closings.values()];
  }

  #remove(deleted: SqlStorageCursor<SeatRow>): SocketIdentity[] {
    const rows = deleted.toArray();
    this.#tally(rows, -1);
    return rows.filter(({ close_code: code }) => code === null).map(seatOf);
  }

  /** A seat that is to be closed keeps its relay, and belongs to nobody any more. */
  #tally(rows: SeatRow[], by: 1 | -1): void {
    for (const { shard, user_id: userId, arrived_at: arrivedAt, close_code: code } of rows) {
      add(this.#placed, shard, by);
      if (code === null) add(this.#placedOf, userId, by);
      if (arrivedAt !== null) add(this.#taken, shard, by);
      if (arrivedAt !== null && code === null) add(this.#takenOf, userId, by);
    }
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

function seatOf({ connection_id, user_id, session_id }: SeatRow): SocketIdentity {
  return { connectionId: connection_id, userId: user_id, sessionId: session_id };
}
