import { Hono } from "hono";
import { z } from "zod";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { StreamQuery } from "../../platform/sockets/contract.ts";
import { openLive } from "../../platform/sockets/open-live.ts";
import { refuseOtherThanUpgrade } from "../../platform/sockets/upgrade.ts";
import { requireScope, requireSocketSession } from "../sessions/index.ts";
import { adminRoutes } from "./admin-routes.ts";
import { NotificationId, NotificationPage, NotificationQuery } from "./contract.ts";
import type { NotificationsDeps } from "./deps.ts";

const OneNotification = z.strictObject({ id: NotificationId });

export const notificationRoutes = new Hono<FeatureEnv<NotificationsDeps>>()
  .get(
    "/notifications/live",
    refuseOtherThanUpgrade,
    requireSocketSession,
    endpoint({ summary: "One's notifications, live (WebSocket)", query: StreamQuery, responses: { 101: null } }),
    (c) => openLive(c, c.var.deps.notificationHubOf(c.var.session.userId), c.var.session, c.req.valid("query").after),
  )
  .get(
    "/notifications",
    requireScope("notifications.read"),
    endpoint({
      summary: "List one's notifications, newest first",
      query: NotificationQuery,
      responses: { 200: NotificationPage },
    }),
    async (c) => {
      const { limit, cursor, unread, type } = c.req.valid("query");
      const before = decodeCursor(cursor, [0])?.[0];
      const hub = c.var.deps.notificationHubOf(c.var.session.userId);
      const { rows, ...counts } = await hub.listNotifications({ limit: limit + 1, before, unread, type });
      return c.json({
        ...toPage(rows, limit, (row) => [row.seq]),
        ...counts,
      });
    },
  )
  .put(
    "/notifications/read-all",
    requireScope("notifications.write"),
    endpoint({ summary: "Mark all as read", body: z.strictObject({}), responses: { 204: null } }),
    async (c) => {
      await c.var.deps.notificationHubOf(c.var.session.userId).markAllRead();
      return c.body(null, 204);
    },
  )
  .put(
    "/notifications/:id/read",
    requireScope("notifications.write"),
    endpoint({
      summary: "Mark one as read",
      params: OneNotification,
      body: z.strictObject({}),
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const found = await c.var.deps.notificationHubOf(c.var.session.userId).markRead(c.req.valid("param").id);
      if (!found) throw new Problem("NOT_FOUND");
      return c.body(null, 204);
    },
  )
  .delete(
    "/notifications/:id",
    requireScope("notifications.write"),
    endpoint({ summary: "Delete one", params: OneNotification, responses: { 204: null }, problems: ["NOT_FOUND"] }),
    async (c) => {
      const found = await c.var.deps
        .notificationHubOf(c.var.session.userId)
        .removeNotification(c.req.valid("param").id);
      if (!found) throw new Problem("NOT_FOUND");
      return c.body(null, 204);
    },
  )
  .route("/", adminRoutes);
