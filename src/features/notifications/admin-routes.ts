import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import { announce } from "./announce.ts";
import { Announcement } from "./contract.ts";
import type { NotificationsDeps } from "./deps.ts";

export const adminRoutes = new Hono<FeatureEnv<NotificationsDeps>>().post(
  "/admin/notifications",
  requirePermissions("notification.send"),
  idempotent,
  endpoint({
    summary: "Notify users; ids that belong to nobody are passed over",
    body: Announcement,
    responses: { 202: z.object({}) },
    audit: "notification.send",
  }),
  async (c) => {
    const announcement = c.req.valid("json");
    const { type, title, userIds } = announcement;
    c.set("auditNote", { details: { type, title, userIds: userIds.join(" ") } });
    await announce(c.var.deps, announcement);
    return c.json({}, 202);
  },
);
