import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requireScope, requireSession } from "../sessions/index.ts";
import {
  DeliveryList,
  NewPushSubscription,
  NotificationId,
  NotificationPreferences,
  PushSubscriptionId,
  PushSubscriptionList,
  PushSubscriptionSummary,
  ReplacePreferences,
} from "./contract.ts";
import type { NotificationsDeps } from "./deps.ts";
import { requirePushEndpoint } from "./push-endpoint.ts";

export const preferenceRoutes = new Hono<FeatureEnv<NotificationsDeps>>()
  .get(
    "/notifications/preferences",
    requireScope("notifications.read"),
    endpoint({ summary: "What one hears of, how and when", responses: { 200: NotificationPreferences } }),
    async (c) => respondWithEtag(c, await hubOf(c.var).preferences()),
  )
  .put(
    "/notifications/preferences",
    requireScope("notifications.write"),
    endpoint({
      summary: "Choose what one hears of, how and when; types that are not named are as at first",
      body: ReplacePreferences,
      responses: { 200: NotificationPreferences },
    }),
    async (c) => c.json(await hubOf(c.var).replacePreferences(c.req.valid("json"))),
  )
  .get(
    "/notifications/push-subscriptions",
    requireScope("notifications.read"),
    endpoint({ summary: "One's browsers that are pushed to, newest first", responses: { 200: PushSubscriptionList } }),
    async (c) => c.json({ items: await hubOf(c.var).pushSubscriptions(), publicKey: c.var.deps.pushPublicKey }),
  )
  .post(
    "/notifications/push-subscriptions",
    requireSession,
    idempotent,
    endpoint({
      summary: "Have this browser pushed to until its session is ended; the same endpoint is one subscription",
      body: NewPushSubscription,
      responses: { 200: PushSubscriptionSummary, 201: PushSubscriptionSummary },
    }),
    async (c) => {
      const input = requirePushEndpoint(c.var.deps, c.req.valid("json"));
      const added = await hubOf(c.var).addPushSubscription(c.var.session.id, input);
      if (!added) throw new Problem("SESSION_EXPIRED");
      return c.json(added.subscription, added.isNew ? 201 : 200);
    },
  )
  .delete(
    "/notifications/push-subscriptions/:id",
    requireScope("notifications.write"),
    endpoint({
      summary: "Have a browser pushed to no more",
      params: z.strictObject({ id: PushSubscriptionId }),
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const isRemoved = await hubOf(c.var).removePushSubscription(c.req.valid("param").id);
      if (!isRemoved) throw new Problem("NOT_FOUND");
      return c.body(null, 204);
    },
  )
  .get(
    "/notifications/:id/deliveries",
    requireScope("notifications.read"),
    endpoint({
      summary: "What came of a notification by each channel, for thirty days",
      params: z.strictObject({ id: NotificationId }),
      responses: { 200: DeliveryList },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const items = await hubOf(c.var).deliveriesOf(c.req.valid("param").id);
      if (!items) throw new Problem("NOT_FOUND");
      return c.json({ items });
    },
  );

function hubOf({ deps, session }: { deps: NotificationsDeps; session: { userId: string } }) {
  return deps.notificationHubOf(session.userId);
}
