import type { ParamIndexMap, Result, Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";
import { idPattern } from "../ids/typeid.ts";

const maxRemembered = 1_000;
/** No path of ours is so long, and strangers can ask for any. */
const longestKey = 200;

/** An id between slashes; what is remembered has a placeholder instead, which no path can contain: a query begins there. */
const ids = new RegExp(`(?<=/)${idPattern}(?=/|$)`, "g");
const placeholder = "?";

type Handlers<T> = [T, ParamIndexMap][];

/**
 * Hono's tree of routes, which remembers where paths led: walking it costs a request more than anything else that is
 * done before its handler. Paths that differ in ids alone lead to the same handlers. (Hono's faster router, one
 * regular expression, cannot tell `/notifications/read-all` from `/notifications/:id/read`.)
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter";
  readonly #tree = new TrieRouter<T>();
  readonly #known = new Map<string, Handlers<T>>();

  add(method: string, path: string, handler: T): void {
    this.#tree.add(method, path, handler);
    this.#known.clear();
  }

  match(method: string, path: string): Result<T> {
    const values: string[] = [];
    const shape = path.includes("_") ? path.replace(ids, (id) => placeholder + (values.push(id) - 1)) : path;
    const key = `${method} ${shape}`;
    const known = this.#known.get(key);
    if (known) return [known, values];
    const found = this.#tree.match(method, shape);
    const handlers = withIndexes(found);
    if (!handlers) return values.length > 0 ? this.#tree.match(method, path) : found;
    this.#remember(key, handlers);
    return [handlers, values];
  }

  #remember(key: string, handlers: Handlers<T>): void {
    if (key.length > longestKey) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= maxRemembered) this.#known.delete(oldest);
    this.#known.set(key, handlers);
  }
}

/** The handlers with the places of their parameters among the ids; undefined where one is no id, and may be any of millions. */
function withIndexes<T>([handlers]: Result<T>): Handlers<T> | undefined {
  const indexed: Handlers<T> = [];
  for (const [handler, parameters] of handlers) {
    const places: ParamIndexMap = {};
    for (const [name, value] of Object.entries(parameters)) {
      if (typeof value !== "string" || !value.startsWith(placeholder)) return undefined;
      places[name] = Number(value.slice(placeholder.length));
    }
    indexed.push([handler, places]);
  }
  return indexed;
}
