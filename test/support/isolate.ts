import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "../../src/index.ts";
import { type Call, requestOf } from "./http.ts";

/** One more isolate of the Worker: it remembers nothing of what others did, and its bindings may differ. */
export type Isolate = {
  call(method: string, path: string, options?: Call): Promise<Response>;
  /** Has a queue deliver these bodies, once. */
  deliver(queue: string, bodies: unknown[]): ReturnType<typeof getQueueResult>;
  /** The one-minute sweep. */
  sweep(): Promise<void>;
};

export function newIsolate(bindings: object = {}): Isolate {
  const own: Env = { ...env, ...bindings };
  return {
    async call(method, path, options) {
      const context = createExecutionContext();
      const response = await worker.fetch(
        new Request<unknown, IncomingRequestCfProperties>(requestOf(method, path, options)),
        own,
        context,
      );
      await waitOnExecutionContext(context);
      return response;
    },
    async deliver(queue, bodies) {
      const messages = bodies.map((body, at) => ({ id: `m${at}`, timestamp: new Date(), attempts: 1, body }));
      const batch = createMessageBatch(queue, messages);
      const context = createExecutionContext();
      await worker.queue(batch, own);
      return getQueueResult(batch, context);
    },
    sweep: () => worker.scheduled(createScheduledController(), own),
  };
}

/** A queue that loses what it is given. */
export const lossyQueue = { send: async () => undefined };

/** A queue that takes nothing. */
export const brokenQueue = {
  send: async () => {
    throw new Error("the queue is down");
  },
};

/** A database in which something else is done right before each batch. */
export function databaseAfter(other: () => Promise<unknown>): D1Database {
  return {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async (statements: D1PreparedStatement[]) => {
      await other();
      return env.DB.batch(statements);
    },
  } as D1Database;
}

/** A database that refuses statements which contain a piece of SQL, so many times. */
export function failingDatabase(piece: string, message: string, times = Number.POSITIVE_INFINITY): D1Database {
  let failures = 0;
  const originals = new Map<object, D1PreparedStatement>();
  const refuse = async (): Promise<never> => {
    failures += 1;
    throw new Error(message);
  };
  const attempt = <T>(run: () => Promise<T>) => (failures < times ? refuse() : run());
  const watched = (statement: D1PreparedStatement): D1PreparedStatement => {
    // What drizzle calls, of what D1 offers.
    const copy = {
      bind: (...values: unknown[]) => watched(statement.bind(...values)),
      all: () => attempt(() => statement.all()),
      raw: () => attempt(() => statement.raw()),
      run: () => attempt(() => statement.run()),
    } as D1PreparedStatement;
    originals.set(copy, statement);
    return copy;
  };
  return {
    prepare: (sql: string) => (sql.includes(piece) ? watched(env.DB.prepare(sql)) : env.DB.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) => {
      const run = () => env.DB.batch(statements.map((statement) => originals.get(statement) ?? statement));
      return statements.some((statement) => originals.has(statement)) ? attempt(run) : run();
    },
  } as D1Database;
}
