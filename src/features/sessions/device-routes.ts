import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { DeviceId, RememberedDevice } from "./contract.ts";
import type { SessionsDeps } from "./deps.ts";
import { requireSession } from "./guard.ts";

/** The devices that stand for the second factor for a month. */
export const deviceRoutes = new Hono<FeatureEnv<SessionsDeps>>()
  .get(
    "/2fa/devices",
    requireSession,
    endpoint({
      summary: "List the remembered devices, all at once",
      query: PageQuery,
      responses: { 200: pageOf(RememberedDevice) },
    }),
    async (c) => {
      const items = await c.var.deps.sessionHubOf(c.var.session.userId).listRememberedDevices();
      return c.json({ items, nextCursor: null });
    },
  )
  .delete(
    "/2fa/devices/:id",
    requireSession,
    endpoint({
      summary: "Have a device stand for the second factor no longer",
      params: z.strictObject({ id: DeviceId }),
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "mfa.forget_device",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const hub = c.var.deps.sessionHubOf(c.var.session.userId);
      if (!(await hub.forgetRememberedDevice(id))) throw new Problem("NOT_FOUND");
      return c.body(null, 204);
    },
  );
