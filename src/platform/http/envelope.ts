import type { Context, ErrorHandler, Handler, MiddlewareHandler, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { matchedRoutes } from "hono/route";
import { isTransient } from "../db/database.ts";
import { describeError, Logger } from "../log/logger.ts";
import { docOf } from "./endpoint.ts";
import { whenDone } from "./in-order.ts";
import { Problem } from "./problem.ts";
import { newRequestId } from "./request-id.ts";
import { patternOf } from "./route-pattern.ts";
import { securityHeadersOf } from "./security-headers.ts";
import type { FeatureContext, FeatureEnv, LimitHeaders, RequestDeps } from "./request.ts";

const maxBodyBytes = 256 * 1024;

/** A request, and how long it took until its answer was there. */
export type Answered = { method: string; status: number; durationMs: number };

/**
 * What every answer has, whatever happens inside: a request id, headers that harden it, those that let
 * pages of the configured origins read it, and a line in the log (for a read that went well only at level
 * `debug`: the platform logs each invocation already). `afterwards` runs before the answer leaves, `onAnswered`
 * when it is known how long that took.
 *
 * It is one layer and not several, and asks for what it needs by name: each layer costs every request.
 */
export function envelope<Deps extends RequestDeps>(
  createDeps: (c: Context, requestId: string) => Deps,
  afterwards: (c: FeatureContext<Deps>) => Promise<void> | undefined,
  onAnswered?: (c: FeatureContext<Deps>, answered: Answered, now: number) => void,
): Handler<FeatureEnv<Deps>> {
  return (c, next) => {
    const requestId = acceptedRequestId(c.req.header("x-request-id")) ?? newRequestId();
    c.set("requestId", requestId);
    const deps = createDeps(c, requestId);
    c.set("deps", deps);
    const startedAt = deps.now();
    const origin = c.req.header("origin");
    // All others get none of the headers (never `*`).
    const isReadable = origin !== undefined && isAllowedOrigin(deps.config, origin);
    const finish = () => {
      if (!c.get("isHardened")) harden(c, requestId, deps.config);
      const now = deps.now();
      // Each look at what the runtime holds costs a call of it.
      const answered = { method: c.req.method, status: c.res.status, durationMs: now - startedAt };
      logRequest(c, deps, answered);
      onAnswered?.(c, answered, now);
    };
    const answering = isReadable ? answerAcrossOrigins(c, next) : next();
    return whenDone(answering, () => whenDone(afterwards(c), finish));
  };
}

/** A preflight is answered here; a middleware that does more afterwards has to keep its answer itself. */
async function answerAcrossOrigins(c: Context, next: Next): Promise<void> {
  const preflight = await crossOrigin(c, next);
  if (preflight) c.res = preflight;
}

function acceptedRequestId(given: string | undefined): string | undefined {
  return given !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : undefined;
}

/** An answer in JSON that has all headers from the start: the envelope then sets none. */
export function hardenedJson(c: Context, body: string | null, status: 200 | 304 = 200, etag?: string): Response {
  return new Response(body, { status, headers: headersOf(c, "json", etag) });
}

/** The same with nothing in it. */
export function hardenedEmpty(c: Context): Response {
  return new Response(null, { status: 204, headers: headersOf(c, "empty") });
}

/** Ready headers with those of this answer filled in, for a response to copy: the next answer fills in its own. */
function headersOf(c: Context, kind: "json" | "empty", etag?: string): Headers {
  // Every request has them from the envelope; contexts of routes are too different for one type.
  const { config }: RequestDeps = c.get("deps");
  const headers = securityHeadersOf(config)[kind];
  const limit: LimitHeaders | undefined = c.get("limitHeaders");
  headers.set("x-request-id", c.get("requestId"));
  fill(headers, "etag", etag);
  fill(headers, "ratelimit", limit?.ratelimit);
  fill(headers, "ratelimit-policy", limit?.["ratelimit-policy"]);
  c.set("isHardened", true);
  return headers;
}

/** What this answer has not must not be left from the one before. */
function fill(headers: Headers, name: string, value: string | undefined): void {
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
}

function harden(c: Context, requestId: string, config: RequestDeps["config"]): void {
  // The answer to an upgrade has no headers of its own to set.
  if (c.res.status === 101) return;
  const { headers } = c.res;
  headers.set("x-request-id", requestId);
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  const { page, data } = securityHeadersOf(config);
  const ownPolicy = headers.get("content-security-policy");
  for (const [name, value] of Object.entries(isPage ? page : data)) headers.set(name, value);
  // What somebody uploaded is held on a shorter leash than our own data.
  if (ownPolicy?.startsWith("sandbox;")) headers.set("content-security-policy", ownPolicy);
  const limitHeaders: Partial<LimitHeaders> = c.get("limitHeaders") ?? {};
  // A refusal by another limit tells of that one.
  for (const [name, value] of Object.entries(limitHeaders)) if (!headers.has(name)) headers.set(name, value);
  if (c.req.header("authorization") !== undefined || !headers.has("cache-control"))
    headers.set("cache-control", "no-store");
}

function logRequest(c: Context, { config, log }: RequestDeps, { method, status, durationMs }: Answered): void {
  const isSlow = durationMs >= config.SLOW_REQUEST_MS;
  const isQuiet = status < 400 && !isSlow && (method === "GET" || method === "OPTIONS");
  if (isQuiet && !log.enabled("debug")) return;
  const fields = { method, path: loggedPath(c.req.path), status, durationMs };
  if (isQuiet) log.debug("request", fields);
  else if (isSlow) log.warn("slow request", { ...fields, route: patternOf(c) });
  else if (status >= 500) log.warn("request", fields);
  else log.info("request", fields);
}

/** No part of our own paths is so long: it may be a token that somebody put there by mistake. */
function loggedPath(path: string): string {
  return path.replaceAll(/[^/]{41,}/g, "…").slice(0, 256);
}

/** Turns whatever was thrown into a problem answer. A bug is logged whole and shown as a bare 500. */
export const toProblemResponse: ErrorHandler = (error, c) => {
  // The envelope sets both for every environment; without a valid configuration there are no dependencies.
  const { deps, requestId, auditNote } = c.var as Partial<FeatureEnv<RequestDeps>["Variables"]> & { requestId: string };
  const log = deps?.log ?? new Logger("error", { requestId });
  const problem = toProblem(error);
  c.set("problemCode", problem.code);
  if (problem.extras.concerns) c.set("auditNote", { ...auditNote, userId: problem.extras.concerns });
  if (problem.status === 500) log.error("unexpected failure", error);
  if (problem.status === 503) log.warn("unavailable", { reason: describeError(error).error });
  const response = problem.toResponse(requestId);
  // Keeps the headers that were set on the way, such as how a limit stands.
  return c.newResponse(response.body, response);
};

/** The problem that an error is to the caller: itself, a 503 for what will pass, a 500 for a bug. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isTransient(error) || saysTryAgain(error)) {
    return new Problem("UNAVAILABLE", undefined, { headers: { "retry-after": "2" } });
  }
  return new Problem("INTERNAL");
}

/** Errors of Durable Objects say of themselves whether they will pass. */
function saysTryAgain(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("retryable" in error && error.retryable === true) || ("overloaded" in error && error.overloaded === true);
}

const crossOrigin = cors({
  // Asked of configured origins alone.
  origin: (origin) => origin,
  credentials: true,
  allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders: ["authorization", "content-type", "idempotency-key", "if-none-match", "x-request-id"],
  exposeHeaders: ["ETag", "X-Request-Id", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"],
  maxAge: 7200,
});

export function isAllowedOrigin(config: RequestDeps["config"], origin: string): boolean {
  return origin === config.PUBLIC_URL || config.ALLOWED_ORIGINS.includes(origin);
}

/**
 * Refuses a body past 256 KiB before it is read whole, but for the endpoints that read bytes as they come:
 * those have limits of their own.
 */
export const limitBody: MiddlewareHandler = (c, next) => (readsBytes(c) ? next() : refusePastLimit(c, next));

function readsBytes(c: Context): boolean {
  return matchedRoutes(c).some(({ handler }) => docOf(handler)?.rawBody !== undefined);
}

const refusePastLimit = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new Problem("BODY_TOO_LARGE", `The body may have ${maxBodyBytes} bytes at most.`);
  },
});
