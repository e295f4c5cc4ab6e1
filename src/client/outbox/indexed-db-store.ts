import { MemoryStore } from "./memory-store.ts";
import { keyOf, type OutboxStore, type StoredKey, type StoredMessage } from "./outgoing.ts";

/** The parts of IndexedDB that are used. The Worker's types, with which this is compiled too, have none of it. */
type Speaker<Event extends string> = { addEventListener(type: Event, listener: () => void): void; error?: unknown };
type Request<T> = Speaker<"success" | "error" | "upgradeneeded"> & { result: T };
type Transaction = Speaker<"complete" | "abort"> & { objectStore(name: string): ObjectStore };
type ObjectStore = {
  put(value: unknown, key: string): Request<unknown>;
  delete(key: string): Request<unknown>;
  getAll(): Request<StoredMessage[]>;
  count(): Request<number>;
};
type Database = Speaker<"versionchange" | "close"> & {
  createObjectStore(name: string): ObjectStore;
  transaction(name: string, mode: "readonly" | "readwrite", options?: { durability: "strict" }): Transaction;
  close(): void;
};
type Scope = { indexedDB: { open(name: string, version: number): Request<Database> } };

const table = "messages";
/** Browsers have been known never to answer; waiting for that would keep messages from being sent. */
const patienceMs = 5_000;

/**
 * Messages wait in the browser's IndexedDB, one database for each server, and so outlive the page.
 * Where the browser keeps nothing (private windows, a full disk) they live as long as the page does.
 *
 * Once a database was there, one that cannot be read is a failure and not an empty one.
 */
export class IndexedDbStore implements OutboxStore {
  readonly #name: string;
  readonly #scope: Scope;
  readonly #unkept = new MemoryStore();
  #database: Promise<Database> | null = null;
  #wasThere = false;

  private constructor(name: string, scope: Scope) {
    this.#name = name;
    this.#scope = scope;
  }

  /** @returns null where there is no IndexedDB. */
  static create(origin: string): IndexedDbStore | null {
    const scope: object = globalThis;
    return hasIndexedDb(scope) ? new IndexedDbStore(`atrium-outbox ${origin}`, scope) : null;
  }

  async list(userId: string): Promise<StoredMessage[]> {
    const kept = await this.#read((store) => store.getAll(), []);
    const unkept = await this.#unkept.list(userId);
    // What could not be written is newer than what is on the disk.
    const newer = new Set(unkept.map(keyOf));
    return [...kept.filter((message) => message.userId === userId && !newer.has(keyOf(message))), ...unkept];
  }

  async put(message: StoredMessage): Promise<void> {
    const isKept = await this.#write((store) => store.put(message, keyOf(message)));
    await (isKept ? this.#unkept.remove(message) : this.#unkept.put(message));
  }

  async remove(key: StoredKey): Promise<void> {
    await this.#write((store) => store.delete(keyOf(key)));
    await this.#unkept.remove(key);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#read((store) => store.count(), 0)) === 0 && (await this.#unkept.isEmpty());
  }

  /** @param otherwise the answer where no database was ever there */
  async #read<T>(ask: (store: ObjectStore) => Request<T>, otherwise: T): Promise<T> {
    try {
      return await this.#use((database) => answerOf(ask(database.transaction(table, "readonly").objectStore(table))));
    } catch (error) {
      if (this.#wasThere) throw error;
      return otherwise;
    }
  }

  /** @returns whether it is on the disk. */
  async #write(ask: (store: ObjectStore) => unknown): Promise<boolean> {
    try {
      await this.#use(async (database) => {
        const transaction = database.transaction(table, "readwrite", { durability: "strict" });
        ask(transaction.objectStore(table));
        await endOf(transaction);
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Works with the database; with one opened anew where the one that was open has failed. */
  async #use<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const open = this.#database;
    if (!open) return this.#useNew(work);
    try {
      return await work(await open);
    } catch {
      this.#drop(open);
      return this.#useNew(work);
    }
  }

  async #useNew<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = this.#open();
    try {
      return await work(await database);
    } catch (error) {
      this.#drop(database);
      throw error;
    }
  }

  #open(): Promise<Database> {
    if (this.#database) return this.#database;
    const opening: Promise<Database> = openDatabase(this.#scope, this.#name, () => this.#drop(opening));
    this.#database = opening;
    opening.then(
      () => (this.#wasThere = true),
      () => {},
    );
    return opening;
  }

  /** Lets go of a database that is closed, or failed: the next call opens it anew. */
  #drop(database: Promise<Database>): void {
    if (this.#database !== database) return;
    this.#database = null;
    database.then(
      (lost) => lost.close(),
      () => {},
    );
  }
}

/** @param onLost called when it is closed by somebody else */
async function openDatabase(scope: Scope, name: string, onLost: () => void): Promise<Database> {
  const request = scope.indexedDB.open(name, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(table));
  const opening = answerOf(request);
  const database = await Promise.race([opening, refuseAfter(patienceMs)]).catch((error: unknown) => {
    // One that comes late after all is nobody's.
    opening.then(
      (late) => late.close(),
      () => {},
    );
    throw error;
  });
  // Somebody deletes the site's data: holding on to it would keep them waiting.
  database.addEventListener("versionchange", onLost);
  database.addEventListener("close", onLost);
  return database;
}

function endOf(transaction: Transaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", resolve);
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

function answerOf<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

function refuseAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("IndexedDB does not answer.")), ms));
}

function hasIndexedDb(scope: object): scope is Scope {
  return "indexedDB" in scope && Boolean(scope.indexedDB);
}
