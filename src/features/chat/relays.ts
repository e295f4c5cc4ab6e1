import { migrate } from "../../platform/db/object-schema.ts";
import type { Logger } from "../../platform/log/logger.ts";
import type { Line } from "../../platform/sockets/frames.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";

/**
 * What a room has a relay tell its sockets: frames that lead from one place in the stream to another, or,
 * where both are the same, that leave no trace.
 */
export type Publication = { after: number; seq: number; frames: Line[]; exceptUserId?: string | undefined };

/** What a room asks of one of its relays. */
export interface Relay {
  /** @returns how many sockets it holds. */
  publish(publication: Publication): Promise<number>;
  closeSockets(code: number, reason: string, tag: string | undefined): Promise<void>;
}

type Options = {
  storage: DurableObjectStorage;
  log: Logger;
  relayOf: (shard: number) => Relay;
  lastSeq: () => number;
  /** Somebody is gone without having said so. */
  onLost: (seats: SocketIdentity[]) => void;
  waitUntil: (work: Promise<unknown>) => void;
};

type SeatRow = { connection_id: string; shard: number; user_id: string; session_id: string };

/** So many sockets a relay holds, and so many relays a room has. */
const relaySockets = 500;
const maxRelays = 20;

/** Within so long somebody who was shown to a relay has come in there. */
const arrivalMs = 60_000;
const retryMs = 200;
const maxRetries = 5;

const schema = [
  `
    CREATE TABLE relayed (
      connection_id TEXT PRIMARY KEY, shard INTEGER NOT NULL, user_id TEXT NOT NULL, session_id TEXT NOT NULL,
      at INTEGER NOT NULL, arrived INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX relayed_by_shard ON relayed (shard);
    CREATE INDEX relayed_by_session ON relayed (session_id);
    CREATE INDEX relayed_by_user ON relayed (user_id);
  `,
];

/**
 * The part of a room's audience that relays hold, past the sockets that the room keeps itself: who sits
 * where, and what they are told.
 *
 * A relay knows how far its sockets have heard, and asks for what it missed: so what cannot be delivered is
 * only said to have happened, again and again, and a room that starts anew says to all how far it is.
 */
export class Relays {
  readonly #options: Options;
  readonly #sql: SqlStorage;
  readonly #stubs = new Map<number, Relay>();
  /** How many sockets each relay, and each member, has. */
  readonly #seats = new Map<number, number>();
  readonly #members = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
    this.#sql = options.storage.sql;
    migrate(options.storage, "relays", schema);
    this.#tally(this.#sql.exec<SeatRow>("SELECT * FROM relayed").toArray(), 1);
    // What was stored just before the room died may not have been told.
    if (this.#seats.size > 0) queueMicrotask(() => this.#send(this.#news()));
  }

  count(userId?: string): number {
    if (userId !== undefined) return this.#members.get(userId) ?? 0;
    return [...this.#seats.values()].reduce((sum, count) => sum + count, 0);
  }

  connectionsOf(userId: string): string[] {
    return this.#sql
      .exec<SeatRow>("SELECT * FROM relayed WHERE user_id = ?", userId)
      .toArray()
      .map((row) => row.connection_id);
  }

  /** Gives somebody a place in the fullest relay that has one. @returns its number, or nothing when all are full. */
  place({ connectionId, userId, sessionId }: SocketIdentity, now: number): number | undefined {
    this.#forgetLate(now);
    const shards = Array.from({ length: maxRelays }, (_, shard) => shard);
    const shard = shards.find((one) => (this.#seats.get(one) ?? 0) < relaySockets);
    if (shard === undefined) return undefined;
    const rows = this.#sql
      .exec<SeatRow>(
        "INSERT INTO relayed (connection_id, shard, user_id, session_id, at) VALUES (?,?,?,?,?) RETURNING *",
        connectionId,
        shard,
        userId,
        sessionId,
        now,
      )
      .toArray();
    this.#tally(rows, 1);
    return shard;
  }

  /** Notes that somebody has come in. @returns who, or nothing for who has no place, or has it no more. */
  arrive(connectionId: string): SocketIdentity | undefined {
    const [row] = this.#sql
      .exec<SeatRow>("UPDATE relayed SET arrived = 1 WHERE connection_id = ? RETURNING *", connectionId)
      .toArray();
    return row && seatOf(row);
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

  /** Has every relay show these frames, which hold these durable events, or none. */
  publish(frames: Line[], events: Line[], exceptUserId?: string): void {
    if (this.#seats.size === 0 || frames.length === 0) return;
    const seqs = events.flatMap(({ seq }) => seq ?? []);
    const [first, last] = [seqs[0], seqs.at(-1)];
    const seq = last ?? this.#options.lastSeq();
    this.#send({ after: first === undefined ? seq : first - 1, seq, frames, exceptUserId });
  }

  /** Closes sockets of everyone, or of one user or session. @throws when a relay cannot be reached. */
  async close(code: number, reason: string, tag: string | undefined): Promise<void> {
    const shards = this.#sql
      .exec<{ shard: number }>(
        "SELECT DISTINCT shard FROM relayed WHERE ?1 IS NULL OR user_id = ?1 OR session_id = ?1",
        tag ?? null,
      )
      .toArray();
    if (shards.length === 0) return;
    await Promise.all(shards.map(({ shard }) => this.#closeAt(shard, code, reason, tag)));
    const closed = this.#sql.exec<SeatRow>(
      "DELETE FROM relayed WHERE ?1 IS NULL OR user_id = ?1 OR session_id = ?1 RETURNING *",
      tag ?? null,
    );
    this.#options.onLost(this.#remove(closed));
  }

  async #closeAt(shard: number, code: number, reason: string, tag: string | undefined, retries = 0): Promise<void> {
    try {
      await this.#relay(shard).closeSockets(code, reason, tag);
    } catch (error) {
      this.#stubs.delete(shard);
      if (retries === maxRetries) throw error;
      await pause(retries);
      await this.#closeAt(shard, code, reason, tag, retries + 1);
    }
  }

  #send(publication: Publication): void {
    for (const shard of this.#seats.keys()) this.#options.waitUntil(this.#sendTo(shard, publication, 0));
  }

  async #sendTo(shard: number, publication: Publication, retries: number): Promise<void> {
    try {
      const held = await this.#relay(shard).publish(publication);
      if (held === 0) this.#forgetAll(shard);
    } catch (error) {
      this.#options.log.warn("a relay could not be told", { shard, retries, error: String(error) });
      this.#stubs.delete(shard);
      if (retries === maxRetries || !this.#seats.has(shard)) return;
      await pause(retries);
      // By then it may know from others; it asks for what it lacks.
      await this.#sendTo(shard, this.#news(), retries + 1);
    }
  }

  /** That something may have happened; a relay asks for what it lacks. */
  #news(): Publication {
    return { after: -1, seq: this.#options.lastSeq(), frames: [] };
  }

  /** One stub for all calls: they then arrive in the order in which they were made. */
  #relay(shard: number): Relay {
    const known = this.#stubs.get(shard);
    if (known) return known;
    const relay = this.#options.relayOf(shard);
    this.#stubs.set(shard, relay);
    return relay;
  }

  /** A relay that died took its sockets along. */
  #forgetAll(shard: number): void {
    const lost = this.#remove(
      this.#sql.exec<SeatRow>("DELETE FROM relayed WHERE shard = ? AND arrived = 1 RETURNING *", shard),
    );
    if (lost.length > 0) this.#options.onLost(lost);
  }

  #forgetLate(now: number): void {
    const late = this.#remove(
      this.#sql.exec<SeatRow>("DELETE FROM relayed WHERE arrived = 0 AND at < ? RETURNING *", now - arrivalMs),
    );
    if (late.length > 0) this.#options.onLost(late);
  }

  #remove(deleted: SqlStorageCursor<SeatRow>): SocketIdentity[] {
    const rows = deleted.toArray();
    this.#tally(rows, -1);
    return rows.map(seatOf);
  }

  #tally(rows: SeatRow[], by: 1 | -1): void {
    for (const { shard, user_id } of rows) {
      add(this.#seats, shard, by);
      add(this.#members, user_id, by);
    }
  }
}

function pause(retries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, retryMs * 2 ** retries));
}

function add<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

function seatOf({ connection_id, user_id, session_id }: SeatRow): SocketIdentity {
  return { connectionId: connection_id, userId: user_id, sessionId: session_id };
}
