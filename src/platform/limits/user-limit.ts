import type { MiddlewareHandler } from "hono";
import { documented } from "../http/endpoint.ts";
import type { FeatureEnv } from "../http/request.ts";
import { type AddressLimitDeps, enforceLimit, type LimitName } from "./address-limit.ts";

/**
 * Lets a user through as often as `LIMIT_<name>` says, whatever their address. It stands behind the guard
 * that knows who is asking.
 */
export function limitUser(name: LimitName): MiddlewareHandler<FeatureEnv<AddressLimitDeps>> {
  const handler: MiddlewareHandler<FeatureEnv<AddressLimitDeps>> = async (c, next) => {
    const { deps, actorId } = c.var;
    if (actorId === undefined) throw new Error("a limit of users stands before the guard");
    const state = await deps.limiterOf(actorId).take(name, deps.config[`LIMIT_${name}`]);
    enforceLimit(c, name, state);
    await next();
  };
  return documented(handler, { problems: ["RATE_LIMITED"] });
}
