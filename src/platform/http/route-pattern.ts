import type { Context } from "hono";
import { matchedRoutes } from "hono/route";

/** The route as it is declared, `/api/v1/users/:username`: a path itself may hold anything. What no route is for is `*`. */
export function patternOf(c: Context): string {
  return matchedRoutes(c).find(({ path }) => !path.endsWith("*"))?.path ?? "*";
}
