import type { Context } from "hono";
import type { Config } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";

/** What every request's dependencies hold. */
export interface RequestDeps {
  config: Config;
  log: Logger;
  now(): number;
}

/** The Hono environment of a feature's routes: its dependencies, and what the envelope learned of the request. */
export type FeatureEnv<Deps extends RequestDeps> = {
  Variables: {
    deps: Deps;
    requestId: string;
    /** Who is asking, once a guard has found out. */
    actorId?: string;
  };
};

export type FeatureContext<Deps extends RequestDeps> = Context<FeatureEnv<Deps>>;

/** The caller's address. Cloudflare overwrites the header, so no caller can choose it there. */
export function clientAddress(c: Context): string {
  return c.req.header("cf-connecting-ip")?.slice(0, 45) ?? "127.0.0.1";
}
