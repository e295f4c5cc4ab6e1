import type { Context, MiddlewareHandler } from "hono";
import type { Config, Limit } from "../config/config.ts";
import { documented } from "../http/endpoint.ts";
import { Problem } from "../http/problem.ts";
import { clientAddress, type FeatureEnv, type LimitHeaders, type RequestDeps } from "../http/request.ts";
import type { LimitState } from "./sliding-window.ts";

type WithoutPrefix<Name> = Name extends `LIMIT_${infer Short}` ? Short : never;

/** The configured limits, by their names without the prefix. */
export type LimitName = WithoutPrefix<keyof Config>;

/** The windows of one key: an address, or whatever else is counted by. */
export type Limiter = {
  take(name: string, limit: Limit): Promise<LimitState>;
  /** Takes back the newest of what was counted under a name. */
  giveBack(name: string): Promise<void>;
};

export interface AddressLimitDeps extends RequestDeps {
  /** The limiter of one address. */
  limiterOf(address: string): Limiter;
}

/**
 * Lets an address through as often as `LIMIT_<name>` says. It stands first, so that nothing costly is
 * done for a flood: no body read, no password hashed.
 */
export function limitAddress(name: LimitName): MiddlewareHandler<FeatureEnv<AddressLimitDeps>> {
  const handler: MiddlewareHandler<FeatureEnv<AddressLimitDeps>> = async (c, next) => {
    const { deps } = c.var;
    const state = await deps.limiterOf(networkOf(clientAddress(c))).take(name, deps.config[`LIMIT_${name}`]);
    enforceLimit(c, name, state);
    await next();
  };
  return documented(handler, { problems: ["RATE_LIMITED"] });
}

/**
 * Tells the caller how a limit stands.
 *
 * @throws Problem `RATE_LIMITED` with `Retry-After` when it is used up.
 */
export function enforceLimit(c: Context, name: LimitName, state: LimitState): void {
  const policy = `"${name.toLowerCase()}"`;
  const headers: LimitHeaders = {
    "ratelimit-policy": `${policy};q=${state.limit};w=${state.windowSeconds}`,
    ratelimit: `${policy};r=${state.remaining};t=${state.resetSeconds}`,
  };
  if (!state.ok) {
    throw new Problem("RATE_LIMITED", `Try again in ${state.resetSeconds} s.`, {
      headers: { ...headers, "retry-after": String(state.resetSeconds) },
    });
  }
  c.set("limitHeaders", headers);
}

/** An IPv6 customer has a whole /64, so that is what counts as one address. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const gap = address.includes("::")
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
    : [];
  const network = [...left, ...gap, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return network.join(":").toLowerCase();
}
