import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { cleanUpSessions, listAllSessions } from "./admin-sessions.ts";
import { AnySession } from "./contract.ts";
import type { SessionsDeps } from "./deps.ts";
import { requirePermissions } from "./guard.ts";

const Query = PageQuery.extend({
  userId: idSchema("user").optional(),
  live: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
});

export const adminSessionRoutes = new Hono<FeatureEnv<SessionsDeps>>()
  .get(
    "/admin/sessions",
    requirePermissions("session.view"),
    endpoint({
      summary: "List sessions of all users, newest first",
      query: Query,
      responses: { 200: pageOf(AnySession) },
    }),
    async (c) => c.json(await listAllSessions(c.var.deps, c.req.valid("query"))),
  )
  .post(
    "/admin/sessions/cleanup",
    requirePermissions("session.end"),
    endpoint({
      summary: "Remove from the list what is over, a thousand sessions at a time",
      body: z.strictObject({}),
      responses: { 200: z.object({ removed: z.int() }) },
      audit: "session.clean_up",
    }),
    async (c) => c.json({ removed: await cleanUpSessions(c.var.deps) }),
  );
