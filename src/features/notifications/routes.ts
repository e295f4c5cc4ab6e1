import { Hono } from "hono";
import { z } from "zod";
import { decodeCursor } from "../../platform/db/cursor.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { hardenedEmpty, hardenedJson } from "../../platform/http/envelope.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { StreamQuery } from "../../platform/sockets/contract.ts";
import { refuseOtherThanUpgrade } from "../../platform/sockets/upgrade.ts";
import { openLive, perform, requireScope, requireScopeAtHub, requireSocketSession } from "../sessions/index.ts";
import { adminRoutes } from "./admin-routes.ts";
import { NotificationId, NotificationPage, NotificationQuery } from "./contract.ts";
import type { NotificationsDeps } from "./deps.ts";
import { preferenceRoutes } from "./preference-routes.ts";
import { unsubscribeRoutes } from "./unsubscribe-routes.ts";

const OneNotification = z.strictObject({ id: NotificationId });

export const notificationRoutes = new Hono<FeatureEnv<NotificationsDeps>>()
  .get(
    "/notifications/live",
    refuseOtherThanUpgrade,
    requireSocketSession,
    endpoint({ summary: "One's notifications, live (WebSocket)", query: StreamQuery, responses: { 101: null } }),
    (c) => openLive(c, hubOf(c.var), c.req.valid("query").after),
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
      return hardenedJson(c, await hubOf(c.var).listNotifications({ limit, before, unread, type }));
    },
  )
  .put(
    "/notifications/read-all",
    requireScopeAtHub("notifications.write"),
    endpoint({ summary: "Mark all as read", body: z.strictObject({}), responses: { 204: null } }),
    async (c) => {
      await perform(c, (pass) => hubOf(c.var).markAllRead(pass));
      return hardenedEmpty(c);
    },
  )
  .put(
    "/notifications/:id/read",
    requireScopeAtHub("notifications.write"),
    endpoint({
      summary: "Mark one as read",
      params: OneNotification,
      body: z.strictObject({}),
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const found = await perform(c, (pass) => hubOf(c.var).markRead(pass, id));
      if (!found) throw new Problem("NOT_FOUND");
      return hardenedEmpty(c);
    },
  )
  .delete(
    "/notifications/:id",
    requireScopeAtHub("notifications.write"),
    endpoint({ summary: "Delete one", params: OneNotification, responses: { 204: null }, problems: ["NOT_FOUND"] }),
    async (c) => {
      const { id } = c.req.valid("param");
      const found = await perform(c, (pass) => hubOf(c.var).removeNotification(pass, id));
      if (!found) throw new Problem("NOT_FOUND");
      return hardenedEmpty(c);
    },
  )
  .route("/", preferenceRoutes)
  .route("/", unsubscribeRoutes)
  .route("/", adminRoutes);

function hubOf({ deps, session }: { deps: NotificationsDeps; session: { userId: string } }) {
  return deps.notificationHubOf(session.userId);
}
