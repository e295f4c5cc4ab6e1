import { migrate } from "../../platform/db/object-schema.ts";
import type { MessageRow } from "./message-rows.ts";

const schema = [
  `
    CREATE VIRTUAL TABLE message_search USING fts5(
      content, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
    );
    CREATE TABLE search_progress (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;
    INSERT INTO search_progress (one, seq) VALUES (1, 0);
  `,
];

/** So many messages are indexed in one step; between steps, others have their turn. */
const rowsPerStep = 1_000;
/** Fewer than this are left to whoever searches next: to index each at once would cost more than it saves. */
const worthwhile = 200;

/**
 * The words of the messages. It follows the log at a distance: sending costs nothing, and whoever searches
 * has the rest indexed first.
 */
export class SearchIndex {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  #running: Promise<void> | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    migrate(storage, "message-search", schema);
  }

  /** The newest messages before a place that have every word of a text, the last one also as a beginning. */
  async find(text: string, { before, limit }: { before: number; limit: number }): Promise<MessageRow[]> {
    const query = queryOf(text);
    if (query === "") return [];
    await this.#catchUp();
    return this.#sql
      .exec<MessageRow>(
        `SELECT messages.* FROM message_search JOIN messages ON messages.seq = message_search.rowid
           WHERE message_search MATCH ? AND message_search.rowid < ? ORDER BY message_search.rowid DESC LIMIT ?`,
        query,
        before,
        limit,
      )
      .toArray();
  }

  /** To be called when there is time: indexes what has come up to a place, if it is much. */
  async tidy(lastSeq: number): Promise<void> {
    if (lastSeq - this.#progress() >= worthwhile) await this.#catchUp();
  }

  /** In the transaction that changes a message's text; null where it is no more. */
  change(seq: number, content: string | null): void {
    if (seq > this.#progress()) return;
    if (content === null) this.#sql.exec("DELETE FROM message_search WHERE rowid = ?", seq);
    else this.#sql.exec("INSERT OR REPLACE INTO message_search (rowid, content) VALUES (?,?)", seq, content);
  }

  #catchUp(): Promise<void> {
    this.#running ??= this.#index().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #index(): Promise<void> {
    while (this.#storage.transactionSync(() => this.#step()) === rowsPerStep) await scheduler.wait(0);
  }

  /** @returns how many messages it took. */
  #step(): number {
    const progress = this.#progress();
    const { count, last } = this.#sql
      .exec<{ count: number; last: number | null }>(
        `SELECT count(*) AS count, max(seq) AS last FROM (
           SELECT seq FROM messages WHERE seq > ? AND content IS NOT NULL ORDER BY seq LIMIT ?
         )`,
        progress,
        rowsPerStep,
      )
      .one();
    if (last === null) return 0;
    this.#sql.exec(
      `INSERT INTO message_search (rowid, content)
         SELECT seq, content FROM messages WHERE seq > ? AND seq <= ? AND content IS NOT NULL ORDER BY seq`,
      progress,
      last,
    );
    this.#sql.exec("UPDATE search_progress SET seq = ?", last);
    return count;
  }

  #progress(): number {
    return this.#sql.exec<{ seq: number }>("SELECT seq FROM search_progress").one().seq;
  }
}

/**
 * What somebody typed, as a query of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax): each
 * word in quotes, where nothing but a quote has a meaning. NUL would end the text of the query.
 */
function queryOf(text: string): string {
  const words = text.toWellFormed().replaceAll("\0", " ").split(/\s+/u).filter(Boolean);
  const quoted = words.map((word) => `"${word.replaceAll('"', '""')}"`);
  return quoted.length === 0 ? "" : `${quoted.join(" ")}*`;
}
