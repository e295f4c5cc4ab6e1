import { Hono } from "hono";
import { z } from "zod";
import type { ReactionName } from "../../platform/events/replay.ts";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import {
  EventDetails,
  EventQuery,
  EventRecord,
  EventStatistics,
  EventType,
  OneEvent,
  StatisticsQuery,
} from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { listEventRecords, listEventTypes, readEvent, readEventStatistics } from "./event-records.ts";
import { replayRoutes } from "./replay-routes.ts";
import { statisticsSince } from "./statistics-span.ts";

const listRoutes = new Hono<FeatureEnv<OperationsDeps>>()
  .get(
    "/admin/events",
    requirePermissions("event.view"),
    endpoint({
      summary: "What happened, the newest first; `state=dead` is what was given up",
      query: EventQuery,
      responses: { 200: pageOf(EventRecord) },
    }),
    async (c) => c.json(await listEventRecords(c.var.deps, c.req.valid("query"))),
  )
  .get(
    "/admin/events/stats",
    requirePermissions("event.view"),
    endpoint({
      summary: "How often and how soon each reaction took effect",
      query: StatisticsQuery,
      responses: { 200: EventStatistics },
    }),
    async (c) => c.json(await readEventStatistics(c.var.deps, statisticsSince(c.var.deps, c.req.valid("query")))),
  );

function detailRoutes(reactions: ReactionName[]) {
  return new Hono<FeatureEnv<OperationsDeps>>()
    .get(
      "/admin/events/types",
      requirePermissions("event.view"),
      endpoint({
        summary: "Every kind of event, with its payload's schema and the reactions to it",
        responses: { 200: z.object({ items: z.array(EventType) }) },
      }),
      (c) => c.json({ items: listEventTypes(reactions) }),
    )
    .get(
      "/admin/events/:id",
      requirePermissions("event.view"),
      endpoint({
        summary: "One event, and how far each reaction to it has come",
        params: OneEvent,
        responses: { 200: EventDetails },
        problems: ["NOT_FOUND"],
      }),
      async (c) => respondWithEtag(c, await readEvent(c.var.deps, reactions, c.req.valid("param").id)),
    );
}

/** What operators see of the events and do with them, given every reaction that there is. */
export function adminEventRoutes(reactions: ReactionName[]) {
  return new Hono<FeatureEnv<OperationsDeps>>()
    .route("/", listRoutes)
    .route("/", detailRoutes(reactions))
    .route("/", replayRoutes(reactions));
}
