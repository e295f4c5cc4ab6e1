import { Hono } from "hono";
import { listSuppressions, removeSuppression } from "../../platform/delivery/suppressions.ts";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import { OneSuppression, SuppressionQuery, SuppressionRecord } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";

/** The addresses to which nothing is sent any more. */
export const suppressionRoutes = new Hono<FeatureEnv<OperationsDeps>>()
  .get(
    "/admin/suppressions",
    requirePermissions("delivery.manage"),
    endpoint({
      summary: "The addresses at which nobody could be reached, the newest first; or one of them",
      query: SuppressionQuery,
      responses: { 200: pageOf(SuppressionRecord) },
    }),
    async (c) => {
      const { items, nextCursor } = await listSuppressions(c.var.deps, c.req.valid("query"));
      const records = items.map(({ addressDigest: _, at, ...one }) => ({ ...one, at: new Date(at).toISOString() }));
      return c.json({ items: records, nextCursor });
    },
  )
  .delete(
    "/admin/suppressions/:id",
    requirePermissions("delivery.manage"),
    endpoint({
      summary: "Have an address tried again",
      params: OneSuppression,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "delivery.unsuppress",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      if (!(await removeSuppression(c.var.deps, id))) throw new Problem("NOT_FOUND");
      c.set("auditNote", { details: { suppressionId: id } });
      return c.body(null, 204);
    },
  );
