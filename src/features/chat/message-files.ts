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
  "CREATE TABLE claimed_files (file_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
];

const releasedAtOnce = 100;

/** What a room asks of those who keep the files. */
export type FileKeeper = {
  /** Lets the members see files of this user; doing it again changes nothing. @returns null unless all are theirs. */
  claim(ids: string[], ownerId: string): Promise<Attachment[] | null>;
  /** Takes that back; doing it again changes nothing. */
  release(ids: string[]): Promise<void>;
};

/** What is called when there is something to do later. */
type Wakes = {
  /** Files are about to be claimed: has an alarm set, in case that the object dies. */
  onClaim: () => void;
  /** Files are to be released. */
  onDue: () => void;
};

/**
 * Which files belong to which messages. A file is claimed before its message is stored, and released some time
 * after its last message was deleted, or when no message came of the claim. What is claimed, and what is still
 * to be released, is in storage, so it will be.
 */
export class MessageFiles {
  readonly #sql: SqlStorage;
  readonly #keeper: FileKeeper;
  readonly #wakes: Wakes;
  /** Those whose message is about to be stored, by how many messages: no deletion of another may take them from it. */
  readonly #claimed = new Map<string, number>();
  readonly #claiming = new Set<Promise<void>>();
  #releasing: Promise<void> | undefined;
  #isReleaseDue: boolean;

  constructor(storage: DurableObjectStorage, keeper: FileKeeper, wakes: Wakes) {
    this.#sql = storage.sql;
    this.#keeper = keeper;
    this.#wakes = wakes;
    migrate(storage, "message-files", schema);
    // What was claimed when the object died, and had no message by then, gets none any more.
    const left = this.#sql.exec<{ file_id: string }>("SELECT file_id FROM claimed_files").toArray();
    this.#isReleaseDue = this.#giveBack(left.map(({ file_id: id }) => id));
  }

  /** Whether files of deleted messages are still to be released. */
  get isReleaseDue(): boolean {
    return this.#isReleaseDue;
  }

  /** Whether files are claimed whose message is not stored yet: should the object die now, they are to be released. */
  get isClaiming(): boolean {
    return this.#claimed.size > 0;
  }

  /**
   * Claims the files of a message and has `store` put it away; what no message came of is released.
   *
   * @param store given the files, or null when the message cannot have them.
   */
  async claimFor(ids: string[], ownerId: string, store: (files: Attachment[] | null) => Promise<void>): Promise<void> {
    const claim = this.#claimFor([...new Set(ids)], ownerId, store);
    this.#claiming.add(claim);
    try {
      await claim;
    } finally {
      this.#claiming.delete(claim);
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
    this.#releasing ??= this.#release().finally(() => {
      this.#releasing = undefined;
    });
    await this.#releasing;
  }

  /** Before the conversation is no more: gives back the files of all messages. */
  async releaseAll(): Promise<void> {
    // A claim that is under way would come after the release.
    await Promise.allSettled(this.#claiming);
    this.#sql.exec("INSERT OR IGNORE INTO files_to_release (file_id) SELECT DISTINCT file_id FROM message_files");
    this.#sql.exec("DELETE FROM message_files");
    this.#isReleaseDue = true;
    while (this.#isReleaseDue) await this.release();
  }

  async #claimFor(ids: string[], ownerId: string, store: (files: Attachment[] | null) => Promise<void>): Promise<void> {
    // On its way out, possibly at this moment: there is no telling whether a claim would come first.
    while (this.#isReleaseDue && ids.some((id) => this.#isLeaving(id))) await this.release();
    for (const id of ids) this.#claimed.set(id, (this.#claimed.get(id) ?? 0) + 1);
    this.#sql.exec("INSERT OR IGNORE INTO claimed_files (file_id) SELECT value FROM json_each(?)", JSON.stringify(ids));
    this.#wakes.onClaim();
    try {
      await store(await this.#keeper.claim(ids, ownerId));
    } finally {
      for (const id of ids) this.#letGo(id);
      this.#isReleaseDue = this.#giveBack(ids.filter((id) => !this.#claimed.has(id)));
      if (this.#isReleaseDue) this.#wakes.onDue();
    }
  }

  async #release(): Promise<void> {
    const ids = this.#toRelease();
    if (ids.length > 0) await this.#keeper.release(ids);
    this.#sql.exec(
      "DELETE FROM files_to_release WHERE file_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(ids),
    );
    this.#isReleaseDue = this.#toRelease().length > 0;
  }

  /** Nobody claims them any more: those that no message has are to be released. @returns whether any are. */
  #giveBack(ids: string[]): boolean {
    const list = JSON.stringify(ids);
    this.#sql.exec(
      `INSERT OR IGNORE INTO files_to_release (file_id) SELECT file_id FROM claimed_files
         WHERE file_id IN (SELECT value FROM json_each(?)) AND file_id NOT IN (SELECT file_id FROM message_files)`,
      list,
    );
    this.#sql.exec("DELETE FROM claimed_files WHERE file_id IN (SELECT value FROM json_each(?))", list);
    return this.#toRelease().length > 0;
  }

  /** What is claimed at this moment waits until it is known whether a message has it. */
  #toRelease(): string[] {
    return this.#sql
      .exec<{ file_id: string }>(
        "SELECT file_id FROM files_to_release WHERE file_id NOT IN (SELECT file_id FROM claimed_files) LIMIT ?",
        releasedAtOnce,
      )
      .toArray()
      .map(({ file_id: id }) => id);
  }

  #isLeaving(id: string): boolean {
    if (this.#claimed.has(id)) return false;
    return this.#sql.exec("SELECT 1 FROM files_to_release WHERE file_id = ?", id).toArray().length > 0;
  }

  #letGo(id: string): void {
    const others = (this.#claimed.get(id) ?? 1) - 1;
    if (others > 0) this.#claimed.set(id, others);
    else this.#claimed.delete(id);
  }
}
