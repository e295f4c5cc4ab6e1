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
type Database = Speaker<"versionchange"> & {
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
 */
export class IndexedDbStore implements OutboxStore {
  readonly #name: string;
  readonly #scope: Scope;
  readonly #unkept = new MemoryStore();
  #database: Promise<Database> | null = null;

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
    return [...kept.filter((message) => message.userId === userId), ...(await this.#unkept.list(userId))];
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

  async #read<T>(ask: (store: ObjectStore) => Request<T>, otherwise: T): Promise<T> {
    try {
      const database = await this.#open();
      return await answerOf(ask(database.transaction(table, "readonly").objectStore(table)));
    } catch {
      return otherwise;
    }
  }

  /** @returns whether it is on the disk. */
  async #write(ask: (store: ObjectStore) => unknown): Promise<boolean> {
    try {
      const transaction = (await this.#open()).transaction(table, "readwrite", { durability: "strict" });
      ask(transaction.objectStore(table));
      await new Promise<void>((resolve, reject) => {
        transaction.addEventListener("complete", resolve);
        transaction.addEventListener("abort", () => reject(transaction.error));
      });
      return true;
    } catch {
      return false;
    }
  }

  #open(): Promise<Database> {
    this.#database ??= openDatabase(this.#scope, this.#name, () => {
      this.#database = null;
    });
    return this.#database;
  }
}

async function openDatabase(scope: Scope, name: string, onLost: () => void): Promise<Database> {
  try {
    const request = scope.indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(table));
    const database = await Promise.race([answerOf(request), refuseAfter(patienceMs)]);
    // Somebody deletes the site's data: holding on to it would keep them waiting.
    database.addEventListener("versionchange", () => {
      database.close();
      onLost();
    });
    return database;
  } catch (error) {
    onLost();
    throw error;
  }
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
