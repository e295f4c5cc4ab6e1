import type { Context } from "hono";
import type { Config } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import type { ProblemCode } from "./contract.ts";

/** What every request's dependencies hold. */
export interface RequestDeps {
  config: Config;
  log: Logger;
  now(): number;
}

/** How a limit stands, in the fields of draft-ietf-httpapi-ratelimit-headers. */
export type LimitHeaders = { ratelimit: string; "ratelimit-policy": string };

/** The Hono environment of a feature's routes: its dependencies, and what the envelope learned of the request. */
export type FeatureEnv<Deps extends RequestDeps> = {
  Variables: {
    deps: Deps;
    requestId: string;
    /** Whether the answer has the envelope's headers already. */
    isHardened?: boolean;
    /** How the limit stands that the request counts for. */
    limitHeaders?: LimitHeaders;
    /** Who is asking, once a guard has found out. */
    actorId?: string;
    /** The session or API key that is asking. */
    credentialId?: string;
    /** What the audit log calls this request, where it is to be written there. */
    auditAction?: string;
    /** What the handler knows of it beyond that; the account that it concerns, where not the actor's. */
    auditNote?: { userId?: string | undefined; result?: string; details?: Record<string, string> };
    /** The problem that the answer tells, where it tells one. */
    problemCode?: ProblemCode;
  };
};

export type FeatureContext<Deps extends RequestDeps> = Context<FeatureEnv<Deps>>;

/** The caller's address. Cloudflare overwrites the header, so no caller can choose it there. */
export function clientAddress(c: Pick<Context, "req">): string {
  return c.req.header("cf-connecting-ip")?.slice(0, 45) ?? "127.0.0.1";
}

/** Where a request comes from, as far as the network knows. */
export type Location = {
  country: string | null;
  city: string | null;
  latitude: number | null;
  longitude: number | null;
};

/** As little of a context as it takes, so that contexts of all features fit. */
export type LocatedContext = Pick<Context, "req"> & { var: { deps: Pick<RequestDeps, "config"> } };

/**
 * Where Cloudflare places the caller's address. In development, where nobody places it, the headers are
 * believed that Cloudflare's "add visitor location headers" would set.
 */
export function clientLocation(c: LocatedContext): Location | null {
  const { cf } = c.req.raw;
  const header = (name: string) =>
    c.var.deps.config.ENVIRONMENT === "development" ? c.req.header(`cf-ip${name}`) : undefined;
  const text = (name: "country" | "city") => {
    const value = cf?.[name] ?? header(name);
    return typeof value === "string" && value !== "" ? value.slice(0, 80) : null;
  };
  const degrees = (name: "latitude" | "longitude") => {
    const value = cf?.[name] ?? header(name);
    const number = typeof value === "string" ? Number.parseFloat(value) : Number.NaN;
    return Number.isFinite(number) ? number : null;
  };
  const location = {
    country: text("country"),
    city: text("city"),
    latitude: degrees("latitude"),
    longitude: degrees("longitude"),
  };
  return location.country === null && location.city === null ? null : location;
}
