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
  /** The one handler that is made of those of each route, by method and pattern. */
  readonly #wholes = new Map<string, Declared>();
  readonly #onError: ErrorHandler;

  constructor(onError: ErrorHandler) {
    this.#onError = onError;
  }

  /** @throws Error for a handler of all that begins with a path with parameters: it would be given those of the route. */
  add(method: string, path: string, handler: Declared): void {
    if (isPrefix(path) && path.includes(":")) throw new Error(`${path} has parameters, and is no route`);
    this.#tree.add(method, path, handler);
    this.#known.clear();
    this.#wholes.clear();
  }

  match(method: string, path: string): Result<Declared> {
    const values: string[] = [];
    const shape = shapeOf(path, values);
    const key = `${method} ${shape}`;
    const known = this.#known.get(key);
    if (known) return [[known], values];
    const own = ownOf(this.#tree.match(method, shape));
    if (!own) return [[]];
    const whole = this.#wholeOf(method, own);
    const places = placesOf(own.params);
    if (places) {
      this.#remember(key, [whole, places]);
      return [[[whole, places]], values];
    }
    const named = values.length > 0 ? ownOf(this.#tree.match(method, path)) : own;
    return [[[whole, named?.params ?? {}]]];
  }

  #wholeOf(method: string, { found, route }: Own): Declared {
    const key = [method, ...found.map(([[, { path }]]) => path)].join(" ");
    const known = this.#wholes.get(key);
    if (known) return known;
    const handlers = found.map(([[handler]]) => handler);
    const handler = documented(inOrder(handlers, this.#onError), Object.assign({}, ...handlers.map(docOf)));
    const whole: Declared = [handler, { ...route, handler }];
    this.#wholes.set(key, whole);
    return whole;
  }

  #remember(key: string, whole: Whole<ParamIndexMap>): void {
    if (key.length > longestKey) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= maxRemembered) this.#known.delete(oldest);
    this.#known.set(key, whole);
  }
}

/** What the tree found for a path: all handlers, and the route among them, or the prefix where there is none, with its parameters. */
type Own = { found: Whole<Params>[]; route: RouterRoute; params: Params };

function ownOf(result: Result<Declared>): Own | undefined {
  // The tree's own form: parameters with their values.
  const [found] = result as [Whole<Params>[]];
  const own = found.find(([[, route]]) => !isPrefix(route.path)) ?? found[0];
  return own && { found, route: own[0][1], params: own[1] };
}

function isPrefix(path: string): boolean {
  return path.endsWith("*");
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
