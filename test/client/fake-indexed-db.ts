import { vi } from "vitest";

type Row = { key: string; value: unknown };
type Work = "read" | "put" | "delete";

class Request extends EventTarget {
  result: unknown = undefined;
  error: Error | null = null;

  settle(name: "success" | "error" | "complete" | "abort" | "upgradeneeded"): void {
    this.dispatchEvent(new Event(name));
  }
}

/**
 * A browser's IndexedDB with one table, for what no real one can be made to do: fail, and lose its connection.
 * What is on the disk outlives connections.
 */
export class FakeIndexedDb {
  readonly disk = new Map<string, unknown>();
  /** What fails from now on. */
  readonly failing = new Set<Work | "open">();
  opened = 0;
  #connections: FakeDatabase[] = [];

  /** Puts it where clients look for it. */
  install(): this {
    vi.stubGlobal("indexedDB", this);
    return this;
  }

  open(): Request {
    const request = new Request();
    setTimeout(() => {
      if (this.failing.has("open")) return request.settle("error");
      this.opened += 1;
      const database = new FakeDatabase(this);
      this.#connections.push(database);
      request.result = database;
      request.settle("success");
    });
    return request;
  }

  /** The browser closes the connections, with a word or without one. */
  loseConnections({ isTold }: { isTold: boolean }): void {
    for (const database of this.#connections) {
      database.close();
      if (isTold) database.dispatchEvent(new Event("close"));
    }
    this.#connections = [];
  }
}

class FakeDatabase extends EventTarget {
  readonly #browser: FakeIndexedDb;
  #isClosed = false;

  constructor(browser: FakeIndexedDb) {
    super();
    this.#browser = browser;
  }

  close(): void {
    this.#isClosed = true;
  }

  transaction(): Request & { objectStore: () => object } {
    if (this.#isClosed) throw new Error("The database connection is closing.");
    const { disk, failing } = this.#browser;
    const changes: { work: Work; row: Row }[] = [];
    const change = (work: Work, row: Row) => void changes.push({ work, row });
    const transaction = Object.assign(new Request(), {
      objectStore: () => ({
        put: (value: unknown, key: string) => change("put", { key, value }),
        delete: (key: string) => change("delete", { key, value: undefined }),
        getAll: () => this.#read(() => [...disk.values()].map((value) => structuredClone(value))),
        count: () => this.#read(() => disk.size),
      }),
    });
    setTimeout(() => {
      if (this.#isClosed || changes.some(({ work }) => failing.has(work))) return transaction.settle("abort");
      for (const { work, row } of changes) {
        if (work === "put") disk.set(row.key, structuredClone(row.value));
        else disk.delete(row.key);
      }
      transaction.settle("complete");
    });
    return transaction;
  }

  #read(value: () => unknown): Request {
    const request = new Request();
    setTimeout(() => {
      if (this.#isClosed || this.#browser.failing.has("read")) return request.settle("error");
      request.result = value();
      request.settle("success");
    });
    return request;
  }
}
