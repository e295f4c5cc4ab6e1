import type { MiddlewareHandler } from "hono";
import type { FeatureEnv, RequestDeps } from "../http/request.ts";

/**
 * Keeps a call out of the audit log that came when the thing was done already: of two who decide at once,
 * one has acted. It stands behind the endpoint whose `audit` names the act.
 */
export const auditUnlessTooLate: MiddlewareHandler<FeatureEnv<RequestDeps>> = async (c, next) => {
  await next();
  if (c.get("problemCode") === "ILLEGAL_TRANSITION") c.set("auditAction", undefined);
};
