import type { ErrorHandler, Handler } from "hono";
import type { ParamIndexMap, Params, Result, Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";
import type { RouterRoute } from "hono/types";
import { mayBeId } from "../ids/typeid.ts";
import { docOf, documented } from "./endpoint.ts";
import { inOrder } from "./in-order.ts";

const maxRemembered = 1_000;
/** No path of ours is so long, and strangers can ask for any. */
const longestKey = 200;

/** What is remembered has a placeholder for each id, which no path can contain: a query begins there. */
const placeholder = "?";

/** What Hono keeps of a handler: itself, and where it was declared. */
type Declared = [Handler, RouterRoute];

/** All handlers of a path, as one. */
type Whole<P> = [Declared, P];

/**
 * Hono's tree of routes, which remembers where paths led: walking it costs a request more than anything else that is
 * done before its handler. Paths that differ in ids alone lead to the same handlers. (Hono's faster router, one
 * regular expression, cannot tell `/notifications/read-all` from `/notifications/:id/read`.)
 *
 * Hono is given all handlers of a path as one, which calls them {@link inOrder}.
 */
export class RememberingRouter implements Router<Declared> {
  readonly name = "RememberingRouter";
  readonly #tree = new TrieRouter<Declared>();
  readonly #known = new Map<string, Whole<ParamIndexMap>>();
  readonly #onError: ErrorHandler;

  constructor(onError: ErrorHandler) {
    this.#onError = onError;
  }

  add(method: string, path: string, handler: Declared): void {
    this.#tree.add(method, path, handler);
    this.#known.clear();
  }

  match(method: string, path: string): Result<Declared> {
    const values: string[] = [];
    const shape = shapeOf(path, values);
    const key = `${method} ${shape}`;
    const known = this.#known.get(key);
    if (known) return [[known], values];
    const found = this.#find(method, shape);
    if (!found) return [[]];
    const [declared, params] = found;
    const places = placesOf(params);
    if (!places) return [[(values.length > 0 && this.#find(method, path)) || found]];
    this.#remember(key, [declared, places]);
    return [[[declared, places]], values];
  }

  #find(method: string, path: string): Whole<Params> | undefined {
    // The tree's own form: parameters with their values.
    const [found] = this.#tree.match(method, path) as [Whole<Params>[]];
    const own = found.find(([[, route]]) => !route.path.endsWith("*")) ?? found[0];
    if (!own) return undefined;
    const [[, route], params] = own;
    const handlers = found.map(([[handler]]) => handler);
    const handler = documented(inOrder(handlers, this.#onError), Object.assign({}, ...handlers.map(docOf)));
    return [[handler, { ...route, handler }], params];
  }

  #remember(key: string, whole: Whole<ParamIndexMap>): void {
    if (key.length > longestKey) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= maxRemembered) this.#known.delete(oldest);
    this.#known.set(key, whole);
  }
}

/** A path with a placeholder for each of its ids, which are added to `values`. */
function shapeOf(path: string, values: string[]): string {
  if (!path.includes("_")) return path;
  const named = path.split("/").map((part) => (mayBeId(part) ? placeholder + (values.push(part) - 1) : part));
  return named.join("/");
}

/** Where parameters are among the ids; undefined where one is no id, and may be any of millions. */
function placesOf(params: Params): ParamIndexMap | undefined {
  const places: ParamIndexMap = {};
  for (const [name, value] of Object.entries(params)) {
    if (!value.startsWith(placeholder)) return undefined;
    places[name] = Number(value.slice(placeholder.length));
  }
  return places;
}
