import { migrate } from "../../platform/db/object-schema.ts";
import type { RoomSnapshot } from "./read-room.ts";

const schema = [
  `
    CREATE TABLE conversation (
      one INTEGER PRIMARY KEY CHECK (one = 1), title TEXT, is_silenced INTEGER NOT NULL
    ) STRICT
  `,
  "ALTER TABLE conversation ADD COLUMN renames INTEGER NOT NULL DEFAULT 0",
];

type Row = { title: string | null; is_silenced: number; renames: number };

/** What a room knows of its conversation beside the members: a copy of the row in D1. */
export class ConversationCopy {
  readonly #sql: SqlStorage;
  #row: Row | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "conversation", schema);
    this.reload();
  }

  /** Whether the room has ever looked. */
  get isKnown(): boolean {
    return this.#row !== undefined;
  }

  get title(): string | null {
    return this.#row?.title ?? null;
  }

  /** How often the room has seen it get another title; it only grows. */
  get renames(): number {
    return this.#row?.renames ?? 0;
  }

  /** Whether nothing may be said in it. */
  get isSilenced(): boolean {
    return this.#row?.is_silenced === 1;
  }

  /** Takes over what D1 has; it belongs into a transaction. @returns whether the title is another than it was. */
  take({ title, isSilenced }: RoomSnapshot): boolean {
    const old = this.#row;
    const isRenamed = old !== undefined && old.title !== title;
    const row: Row = { title, is_silenced: isSilenced ? 1 : 0, renames: this.renames + (isRenamed ? 1 : 0) };
    if (old && !isRenamed && old.is_silenced === row.is_silenced) return false;
    this.#sql.exec(
      "INSERT OR REPLACE INTO conversation (one, title, is_silenced, renames) VALUES (1, ?, ?, ?)",
      row.title,
      row.is_silenced,
      row.renames,
    );
    this.#row = row;
    return isRenamed;
  }

  /** After a transaction that was rolled back, what was remembered may be wrong. */
  reload(): void {
    this.#row = this.#sql.exec<Row>("SELECT title, is_silenced, renames FROM conversation").toArray()[0];
  }
}
