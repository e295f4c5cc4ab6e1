/** Somewhere else that a session has sockets open and that must hear when the session ends. */
type OpenRoom = { session_id: string; conversation_id: string };

/**
 * The rooms that each session was let into, in the storage of the user's hub. A row stays until its
 * room has confirmed that the session is out: what fails or is cut off is tried again.
 */
export class OpenRooms {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS open_rooms (
        session_id TEXT NOT NULL, conversation_id TEXT NOT NULL, closing INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (session_id, conversation_id)
      ) STRICT
    `);
  }

  add(sessionId: string, conversationId: string): void {
    this.#sql.exec(
      "INSERT INTO open_rooms (session_id, conversation_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
      sessionId,
      conversationId,
    );
  }

  startClosing(sessionId: string): void {
    this.#sql.exec("UPDATE open_rooms SET closing = 1 WHERE session_id = ?", sessionId);
  }

  toClose(): OpenRoom[] {
    return this.#sql
      .exec<OpenRoom>("SELECT session_id, conversation_id FROM open_rooms WHERE closing = 1 LIMIT 500")
      .toArray();
  }

  closed(room: OpenRoom): void {
    this.#sql.exec(
      "DELETE FROM open_rooms WHERE session_id = ? AND conversation_id = ?",
      room.session_id,
      room.conversation_id,
    );
  }

  /** The sessions that have been let into any room. */
  sessions(): string[] {
    return this.#sql
      .exec<{ session_id: string }>("SELECT DISTINCT session_id FROM open_rooms WHERE closing = 0")
      .toArray()
      .map(({ session_id }) => session_id);
  }
}
