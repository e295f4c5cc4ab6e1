import type { Result, Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";

const maxRemembered = 500;

/**
 * Hono's tree of routes, which remembers where paths without parameters led: walking it costs such a
 * request more than anything else that is done before its handler. (Hono's faster router, one regular
 * expression, cannot tell `/notifications/read-all` from `/notifications/:id/read`.)
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter";
  readonly #tree = new TrieRouter<T>();
  readonly #results = new Map<string, Result<T>>();

  add(method: string, path: string, handler: T): void {
    this.#tree.add(method, path, handler);
    this.#results.clear();
  }

  match(method: string, path: string): Result<T> {
    const key = `${method} ${path}`;
    const known = this.#results.get(key);
    if (known) return known;
    const result = this.#tree.match(method, path);
    if (isWithoutParameters(result) && this.#results.size < maxRemembered) this.#results.set(key, result);
    return result;
  }
}

/** A path with parameters may be any of millions. */
function isWithoutParameters<T>([handlers]: Result<T>): boolean {
  return handlers.every(([, parameters]) => Object.keys(parameters).length === 0);
}
