import { Hono } from "hono";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { StreamQuery } from "../../platform/sockets/contract.ts";
import { refuseOtherThanUpgrade } from "../../platform/sockets/upgrade.ts";
import { openLive, requireScope, requireSocketSession } from "../sessions/index.ts";
import { CountersList, CountersQuery } from "./contract.ts";
import type { ActivityDeps } from "./deps.ts";
import { readCounters } from "./service.ts";

export const activityRoutes = new Hono<FeatureEnv<ActivityDeps>>()
  .get(
    "/activity",
    requireScope("community.read"),
    endpoint({
      summary: "The counters of posts and spaces; all zero for a topic that is not there",
      query: CountersQuery,
      responses: { 200: CountersList },
    }),
    async (c) => {
      const { topics } = c.req.valid("query");
      return c.json({ items: await readCounters(c.var.deps, { userId: c.var.session.userId, topics }) });
    },
  )
  .get(
    "/activity/live",
    refuseOtherThanUpgrade,
    requireSocketSession,
    // Nothing here is durable, so there is nothing to resume after; clients that treat all streams alike say so anyway.
    endpoint({
      summary: "Activity as it happens (WebSocket); subscribing to a topic that is not there is NOT_FOUND",
      query: StreamQuery,
      responses: { 101: null },
    }),
    (c) => openLive(c, c.var.deps.relayOf(c.var.session.userId), undefined),
  );
