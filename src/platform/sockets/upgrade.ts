import type { Context, MiddlewareHandler } from "hono";
import { isAllowedOrigin } from "../http/envelope.ts";
import { Problem } from "../http/problem.ts";
import type { FeatureEnv, RequestDeps } from "../http/request.ts";
import { PROTOCOL } from "./contract.ts";

/**
 * Checks that a request asks for a WebSocket from where it may (RFC 6455 §10.2), before anybody is
 * asked who it is.
 *
 * @throws Problem `UPGRADE_REQUIRED`, or `ORIGIN_FORBIDDEN` for a page of another origin.
 */
export const refuseOtherThanUpgrade: MiddlewareHandler<FeatureEnv<RequestDeps>> = (c, next) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new Problem("UPGRADE_REQUIRED", undefined, { headers: { upgrade: "websocket", connection: "Upgrade" } });
  }
  const origin = c.req.header("origin");
  if (origin !== undefined && !isAllowedOrigin(c.get("deps").config, origin)) throw new Problem("ORIGIN_FORBIDDEN");
  return next();
};

/** The access token that a browser offers as a subprotocol, since it can set no header. */
export function tokenFromSubprotocol(c: Context): string | undefined {
  const token = offeredProtocols(c).find((protocol) => protocol.startsWith("bearer."));
  return offersProtocol(c) ? token?.slice("bearer.".length) : undefined;
}

export function offersProtocol(c: Context): boolean {
  return offeredProtocols(c).includes(PROTOCOL);
}

function offeredProtocols(c: Context): string[] {
  return (c.req.header("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());
}
