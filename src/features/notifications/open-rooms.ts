import { migrate } from "../../platform/db/object-schema.ts";
import type { SessionWithSockets } from "../sessions/index.ts";

/** Somewhere else that a session has sockets open and that must hear when the session ends. */
export type OpenRoom = { session_id: string; conversation_id: string };

/** So many rooms are told, or asked, at once. */
const roomsAtOnce = 20;
/** So many times that many are asked about sessions before the others have to wait for the next time. */
const maxRounds = 25;

/** Asks a place which sockets the user has open there; undefined where it cannot be reached. */
type AskWhoIsThere = (placeName: string) => Promise<string[] | undefined>;

const schema = [
  `
    CREATE TABLE room_sockets (
      session_id TEXT NOT NULL, conversation_id TEXT NOT NULL, connection_id TEXT NOT NULL,
      closing INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (session_id, conversation_id, connection_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX closing_room_sockets ON room_sockets (closing) WHERE closing > 0;
    DROP TABLE IF EXISTS open_rooms;
  `,
  `
    ALTER TABLE room_sockets ADD COLUMN entered_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE room_sockets ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;
  `,
];

/** One that was let in a moment ago may not be known to its room yet. */
const enteringMs = 30_000;

/**
 * The sockets for which each session was let into rooms, in the storage of the user's hub. A row stays until
 * its room has said that the socket left, or has confirmed that the session is out: what fails or is cut off
 * is tried again. Each socket has its own row, so that a leave that comes late takes away no newer entry.
 */
export class OpenRooms {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "open-rooms", schema);
  }

  enter(sessionId: string, conversationId: string, connectionId: string): void {
    this.#sql.exec(
      "INSERT INTO room_sockets (session_id, conversation_id, connection_id, entered_at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
      sessionId,
      conversationId,
      connectionId,
      Date.now(),
    );
  }

  leave(sessionId: string, conversationId: string, connectionId: string): void {
    this.#sql.exec(
      "DELETE FROM room_sockets WHERE session_id = ? AND conversation_id = ? AND connection_id = ?",
      sessionId,
      conversationId,
      connectionId,
    );
  }

  startClosing(sessionId: string): void {
    this.#sql.exec("UPDATE room_sockets SET closing = 1 WHERE session_id = ? AND closing = 0", sessionId);
  }

  isClosing(): boolean {
    return this.#sql.exec("SELECT 1 FROM room_sockets WHERE closing > 0 LIMIT 1").toArray().length > 0;
  }

  /**
   * Has the rooms of ended sessions close their sockets, some at a time, until none is left or none of
   * those at hand can be reached. What could not be reached goes to the back.
   */
  async closeAll(close: (room: OpenRoom) => Promise<boolean>): Promise<void> {
    for (;;) {
      const batch = this.#nextToClose();
      if (batch.length === 0) return;
      const closed = await Promise.all(batch.map((room) => this.#close(room, close)));
      if (!closed.includes(true)) return;
    }
  }

  /** The sessions that have been let into any room, and whether they are in one still, as far as is known. */
  sessions(): SessionWithSockets[] {
    return this.#sql
      .exec<{ id: string; gone: number }>(
        "SELECT session_id AS id, min(is_gone) AS gone FROM room_sockets WHERE closing = 0 GROUP BY session_id",
      )
      .toArray()
      .map(({ id, gone }) => ({ id, isOpen: gone === 0 }));
  }

  /**
   * Asks rooms, and relays of live activity, of each of these sessions until one of them has said that it has
   * a socket of it. @returns those of which one has.
   */
  async confirmSessions(sessionIds: string[], ask: AskWhoIsThere): Promise<string[]> {
    const asked: string[] = [];
    const found = new Set<string>();
    for (let round = 0; round < maxRounds; round += 1) {
      const settledBefore = Date.now() - enteringMs;
      for (const id of this.#entering(sessionIds, settledBefore)) found.add(id);
      const missing = sessionIds.filter((id) => !found.has(id));
      const places = missing.length === 0 ? [] : this.#placesOf(missing, asked);
      if (places.length === 0) break;
      asked.push(...places);
      for (const ids of await Promise.all(places.map((place) => this.#askAt(place, settledBefore, ask))))
        for (const id of ids) found.add(id);
    }
    return sessionIds.filter((id) => found.has(id));
  }

  /** Whether anybody is in a room, as far as is known. */
  hasSockets(): boolean {
    return (
      this.#sql
        .exec("SELECT 1 FROM room_sockets WHERE closing = 0 AND is_gone = 0 AND conversation_id GLOB 'conv_*' LIMIT 1")
        .toArray().length > 0
    );
  }

  /**
   * Asks rooms who is there still: one whose runtime died has said nothing of its sockets. What is gone does
   * not count as presence any more, but its row stays, so that the session's end reaches that room anyway.
   */
  async confirm(ask: AskWhoIsThere): Promise<void> {
    const settledBefore = Date.now() - enteringMs;
    const rooms = this.#sql
      .exec<{ id: string }>(
        `SELECT DISTINCT conversation_id AS id FROM room_sockets
           WHERE closing = 0 AND is_gone = 0 AND entered_at < ? AND conversation_id GLOB 'conv_*' LIMIT ?`,
        settledBefore,
        roomsAtOnce,
      )
      .toArray();
    await Promise.all(rooms.map(({ id }) => this.#askAt(id, settledBefore, ask)));
  }

  /** @returns the sessions that have a socket there. */
  async #askAt(place: string, settledBefore: number, ask: AskWhoIsThere): Promise<string[]> {
    const present = await ask(place);
    if (!present) return [];
    this.#sql.exec(
      `UPDATE room_sockets SET is_gone = 1 WHERE conversation_id = ? AND closing = 0 AND entered_at < ?
         AND connection_id NOT IN (SELECT value FROM json_each(?))`,
      place,
      settledBefore,
      JSON.stringify(present),
    );
    return this.#sql
      .exec<{ id: string }>(
        `SELECT DISTINCT session_id AS id FROM room_sockets WHERE conversation_id = ? AND closing = 0
           AND connection_id IN (SELECT value FROM json_each(?))`,
        place,
        JSON.stringify(present),
      )
      .toArray()
      .map(({ id }) => id);
  }

  /** Those of the sessions that were let in somewhere a moment ago. */
  #entering(sessionIds: string[], settledBefore: number): string[] {
    return this.#sql
      .exec<{ id: string }>(
        `SELECT DISTINCT session_id AS id FROM room_sockets WHERE closing = 0 AND is_gone = 0 AND entered_at >= ?
           AND session_id IN (SELECT value FROM json_each(?))`,
        settledBefore,
        JSON.stringify(sessionIds),
      )
      .toArray()
      .map(({ id }) => id);
  }

  /** Some of the places where sessions may have sockets, but for those that were asked. */
  #placesOf(sessionIds: string[], asked: string[]): string[] {
    return this.#sql
      .exec<{ id: string }>(
        `SELECT DISTINCT conversation_id AS id FROM room_sockets WHERE closing = 0 AND is_gone = 0
           AND session_id IN (SELECT value FROM json_each(?)) AND conversation_id NOT IN (SELECT value FROM json_each(?))
           LIMIT ?`,
        JSON.stringify(sessionIds),
        JSON.stringify(asked),
        roomsAtOnce,
      )
      .toArray()
      .map(({ id }) => id);
  }

  #nextToClose(): OpenRoom[] {
    return this.#sql
      .exec<OpenRoom>(
        `SELECT session_id, conversation_id FROM room_sockets WHERE closing > 0
           GROUP BY session_id, conversation_id ORDER BY min(closing) LIMIT ?`,
        roomsAtOnce,
      )
      .toArray();
  }

  async #close(room: OpenRoom, close: (room: OpenRoom) => Promise<boolean>): Promise<boolean> {
    const isClosed = await close(room);
    this.#sql.exec(
      isClosed
        ? "DELETE FROM room_sockets WHERE session_id = ? AND conversation_id = ?"
        : "UPDATE room_sockets SET closing = closing + 1 WHERE session_id = ? AND conversation_id = ?",
      room.session_id,
      room.conversation_id,
    );
    return isClosed;
  }
}
