import type { Context, ErrorHandler, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { isTransient } from "../db/database.ts";
import { newId } from "../ids/typeid.ts";
import { describeError, Logger } from "../log/logger.ts";
import { Problem } from "./problem.ts";
import type { FeatureEnv, RequestDeps } from "./request.ts";

const slowMs = 1_000;
const maxBodyBytes = 256 * 1024;

/**
 * What every answer has, whatever happens inside: a request id, headers that harden it, and a line in
 * the log (for a read that went well only at level `debug`: the platform logs each invocation already).
 */
export function envelope<Deps extends RequestDeps>(
  createDeps: (c: Context, requestId: string) => Deps,
): MiddlewareHandler<FeatureEnv<Deps>> {
  return async (c, next) => {
    const requestId = acceptedRequestId(c.req.header("x-request-id")) ?? newId("req");
    c.set("requestId", requestId);
    const deps = createDeps(c, requestId);
    c.set("deps", deps);
    const startedAt = deps.now();
    await next();
    harden(c, requestId, deps.config.ENVIRONMENT === "production");
    logRequest(c, deps, startedAt);
  };
}

function acceptedRequestId(given: string | undefined): string | undefined {
  return given !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : undefined;
}

const pageHeaders = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  "cross-origin-opener-policy": "same-origin",
};
const dataHeaders = { "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };
const commonHeaders = {
  vary: "origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cross-origin-resource-policy": "same-origin",
};
const commonEntries = Object.entries(commonHeaders);
const pageEntries = [...commonEntries, ...Object.entries(pageHeaders)];
const dataEntries = [...commonEntries, ...Object.entries(dataHeaders)];

function harden(c: Context, requestId: string, isProduction: boolean): void {
  // The answer to an upgrade has no headers of its own to set.
  if (c.res.status === 101) return;
  const { headers } = c.res;
  headers.set("x-request-id", requestId);
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  for (const [name, value] of isPage ? pageEntries : dataEntries) headers.set(name, value);
  if (c.req.header("authorization") !== undefined || !headers.has("cache-control"))
    headers.set("cache-control", "no-store");
  if (isProduction) headers.set("strict-transport-security", "max-age=63072000; includeSubDomains; preload");
}

function logRequest(c: Context, deps: RequestDeps, startedAt: number): void {
  const durationMs = deps.now() - startedAt;
  const { status } = c.res;
  const isQuiet = status < 400 && durationMs < slowMs && (c.req.method === "GET" || c.req.method === "OPTIONS");
  if (isQuiet && !deps.log.enabled("debug")) return;
  const fields = { method: c.req.method, path: c.req.path, status, durationMs };
  if (isQuiet) deps.log.debug("request", fields);
  else if (status >= 500 || durationMs >= slowMs) deps.log.warn("request", fields);
  else deps.log.info("request", fields);
}

/** Turns whatever was thrown into a problem answer. A bug is logged whole and shown as a bare 500. */
export const toProblemResponse: ErrorHandler = (error, c) => {
  // The envelope sets both for every environment; without a valid configuration there are no dependencies.
  const { deps, requestId } = c.var as Partial<FeatureEnv<RequestDeps>["Variables"]> & { requestId: string };
  const log = deps?.log ?? new Logger("error", { requestId });
  const problem = toProblem(error);
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

/** Lets pages of the configured origins read answers; all others get none of the headers (never `*`). */
export const allowConfiguredOrigins: MiddlewareHandler<FeatureEnv<RequestDeps>> = async (c, next) => {
  const origin = c.req.header("origin");
  return origin !== undefined && isAllowedOrigin(c.var.deps.config, origin) ? crossOrigin(c, next) : next();
};

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

/** Refuses a body past 256 KiB before it is read whole. */
export const limitBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new Problem("BODY_TOO_LARGE", `The body may have ${maxBodyBytes} bytes at most.`);
  },
});
