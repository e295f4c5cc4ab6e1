import { migrate } from "../../platform/db/object-schema.ts";
import type { PresenceStatus } from "../chat/contract.ts";

const schema = [
  `
    CREATE TABLE presence (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      chosen TEXT, hidden_at INTEGER, here_until INTEGER, seen_at INTEGER,
      shown TEXT NOT NULL, shown_seen_at INTEGER, version INTEGER NOT NULL
    ) STRICT;
    INSERT INTO presence (one, here_until, shown, version) VALUES (1, 0, 'offline', 1);
  `,
];

type Row = {
  /** What the user has set, other than online. */
  chosen: "away" | "busy" | "offline" | null;
  /** Since when they appear offline. */
  hidden_at: number | null;
  /** Null while a socket is alive; after that, until when they may come back unnoticed. */
  here_until: number | null;
  seen_at: number | null;
  shown: PresenceStatus;
  shown_seen_at: number | null;
  /** Grows with what is shown. */
  version: number;
};

/** How a user appears to others. Of two, the one with the higher version is the newer. */
export type Appearance = { status: PresenceStatus; lastSeenAt: string | null; version: number };

/** Whether any socket of the user is alive, and when it was heard; or when the last one went. */
export type Evidence = { isHere: true; seenAt: number } | { isHere: false; leftAt: number; seenAt: number | null };

/** A page that is loaded again is back by then, and nobody has seen it go. */
const graceMs = 5_000;
/** How exact the time of the last sign of life is where a user goes without a word. */
const seenStepMs = 30_000;

/**
 * Whether one user is there, in the storage of their hub.
 *
 * What the user has set holds for all their tabs and devices, until they set it again. `away` says something
 * about this sitting, and ends with it; `busy` and `offline` say how they want to be approached, and stay.
 */
export class Presence {
  readonly #sql: SqlStorage;
  #row: Row;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "presence", schema);
    this.#row = this.#sql
      .exec<Row>("SELECT chosen, hidden_at, here_until, seen_at, shown, shown_seen_at, version FROM presence")
      .one();
  }

  /** @returns whether it was set to something else before. */
  choose(status: PresenceStatus, now: number): boolean {
    const row = this.#row;
    const chosen = status === "online" ? null : status;
    if (chosen === row.chosen) return false;
    this.#put({ ...row, chosen, hidden_at: chosen === "offline" ? now : null });
    return true;
  }

  /** Takes in who is there at this moment. */
  observe(evidence: Evidence, now: number): void {
    this.#endSitting(now);
    const row = this.#row;
    if (evidence.isHere) {
      const isKnown = row.here_until === null && evidence.seenAt - (row.seen_at ?? 0) < seenStepMs;
      if (!isKnown) this.#put({ ...row, here_until: null, seen_at: evidence.seenAt });
    } else if (row.here_until === null) {
      const seenAt = Math.max(row.seen_at ?? 0, evidence.seenAt ?? 0);
      this.#put({ ...row, here_until: evidence.leftAt + graceMs, seen_at: seenAt });
    }
  }

  /** Fixes what is shown from now on. @returns whether that is something new. */
  update(now: number): boolean {
    const row = this.#row;
    const shown = shownOf(row, now);
    if (shown.status === row.shown && shown.seenAt === row.shown_seen_at) return false;
    this.#put({ ...row, shown: shown.status, shown_seen_at: shown.seenAt, version: row.version + 1 });
    return true;
  }

  /** What others see. */
  appearance(): Appearance {
    const { shown, shown_seen_at: seenAt, version } = this.#row;
    return { status: shown, lastSeenAt: seenAt === null ? null : new Date(seenAt).toISOString(), version };
  }

  /** What the user sees of themselves: what they have set. */
  own(): PresenceStatus {
    return this.#row.chosen ?? "online";
  }

  /** Whether anybody was there when it was looked at last. */
  isHere(): boolean {
    return this.#row.here_until === null;
  }

  /** When somebody who has left is gone, where that is still to come. */
  goneAt(): number | undefined {
    const { shown, here_until: hereUntil } = this.#row;
    return shown === "offline" ? undefined : (hereUntil ?? undefined);
  }

  /** Who was gone for longer than a page takes to load begins anew. */
  #endSitting(now: number): void {
    const { chosen, here_until: hereUntil } = this.#row;
    if (chosen === "away" && hereUntil !== null && hereUntil <= now) this.#put({ ...this.#row, chosen: null });
  }

  #put(row: Row): void {
    this.#row = row;
    this.#sql.exec(
      `UPDATE presence SET chosen = ?, hidden_at = ?, here_until = ?, seen_at = ?, shown = ?, shown_seen_at = ?, version = ?`,
      row.chosen,
      row.hidden_at,
      row.here_until,
      row.seen_at,
      row.shown,
      row.shown_seen_at,
      row.version,
    );
  }
}

function shownOf(row: Row, now: number): { status: PresenceStatus; seenAt: number | null } {
  if (row.chosen === "offline") return { status: "offline", seenAt: row.hidden_at };
  if (row.here_until !== null && row.here_until <= now) return { status: "offline", seenAt: row.seen_at };
  return { status: row.chosen ?? "online", seenAt: null };
}
