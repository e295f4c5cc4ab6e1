import { migrate } from "../../platform/db/object-schema.ts";
import type { Attachment } from "./contract.ts";

const schema = [
  `
    CREATE TABLE message_files (
      file_id TEXT NOT NULL, message_id TEXT NOT NULL, PRIMARY KEY (file_id, message_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX files_of_message ON message_files (message_id);
    CREATE TABLE files_to_release (file_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
];

const releasedAtOnce = 100;

/** What a room asks of those who keep the files. */
export type FileKeeper = {
  /** Lets the members see files of this user; doing it again changes nothing. @returns null unless all are theirs. */
  claim(ids: string[], ownerId: string): Promise<Attachment[] | null>;
  /** Takes that back; doing it again changes nothing. */
  release(ids: string[]): Promise<void>;
};

/**
 * Which files belong to which messages. A file is claimed before its message is stored, and released some
 * time after its last message was deleted: what is still to be released is in storage, so it will be.
 */
export class MessageFiles {
  readonly #sql: SqlStorage;
  readonly #keeper: FileKeeper;
  /** Those whose message is about to be stored: no deletion of another may take them from it. */
  readonly #claimed = new Map<string, number>();
  #isReleaseDue: boolean;

  constructor(storage: DurableObjectStorage, keeper: FileKeeper) {
    this.#sql = storage.sql;
    this.#keeper = keeper;
    migrate(storage, "message-files", schema);
    this.#isReleaseDue = this.#toRelease().length > 0;
  }

  /** Whether files of deleted messages are still to be released. */
  get isReleaseDue(): boolean {
    return this.#isReleaseDue;
  }

  /**
   * Claims the files of a message and has `store` put it away.
   *
   * @param store given the files, or null when the message cannot have them.
   */
  async claimFor(ids: string[], ownerId: string, store: (files: Attachment[] | null) => Promise<void>): Promise<void> {
    const wanted = [...new Set(ids)];
    // On its way out, possibly at this moment: there is no telling whether a claim would come first.
    if (wanted.some((id) => this.#isLeaving(id))) return store(null);
    for (const id of wanted) this.#claimed.set(id, (this.#claimed.get(id) ?? 0) + 1);
    try {
      await store(await this.#keeper.claim(wanted, ownerId));
    } finally {
      for (const id of wanted) this.#letGo(id);
    }
  }

  /** In the transaction that stores the message. */
  attach(messageId: string, files: Attachment[]): void {
    for (const { id } of files) {
      this.#sql.exec("INSERT OR IGNORE INTO message_files (file_id, message_id) VALUES (?,?)", id, messageId);
      this.#sql.exec("DELETE FROM files_to_release WHERE file_id = ?", id);
    }
  }

  /** In the transaction that deletes the message: files that no other message has are to be released. */
  detach(messageId: string): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO files_to_release (file_id) SELECT file_id FROM message_files AS own
         WHERE message_id = ?1 AND NOT EXISTS
           (SELECT 1 FROM message_files AS other WHERE other.file_id = own.file_id AND other.message_id <> ?1)`,
      messageId,
    );
    this.#sql.exec("DELETE FROM message_files WHERE message_id = ?", messageId);
    this.#isReleaseDue = true;
  }

  /** Releases what is due, so many at once. @throws what the keeper throws; then it is still due. */
  async release(): Promise<void> {
    if (!this.#isReleaseDue) return;
    const ids = this.#toRelease().filter((id) => !this.#claimed.has(id));
    if (ids.length > 0) await this.#keeper.release(ids);
    this.#sql.exec(
      "DELETE FROM files_to_release WHERE file_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(ids),
    );
    this.#isReleaseDue = this.#toRelease().length > 0;
  }

  /** Before the conversation is no more: gives back the files of all messages. */
  async releaseAll(): Promise<void> {
    this.#sql.exec("INSERT OR IGNORE INTO files_to_release (file_id) SELECT DISTINCT file_id FROM message_files");
    this.#sql.exec("DELETE FROM message_files");
    this.#isReleaseDue = true;
    while (this.#isReleaseDue && this.#claimed.size === 0) await this.release();
  }

  #toRelease(): string[] {
    return this.#sql
      .exec<{ file_id: string }>("SELECT file_id FROM files_to_release LIMIT ?", releasedAtOnce)
      .toArray()
      .map(({ file_id: id }) => id);
  }

  #isLeaving(id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM files_to_release WHERE file_id = ?", id).toArray().length > 0;
  }

  #letGo(id: string): void {
    const others = (this.#claimed.get(id) ?? 1) - 1;
    if (others > 0) this.#claimed.set(id, others);
    else this.#claimed.delete(id);
  }
}
