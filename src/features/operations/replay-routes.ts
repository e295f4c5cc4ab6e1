import { Hono } from "hono";
import type { ReactionName } from "../../platform/events/replay.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import { EventDetails, OneEvent, Replay, ReplayMany, ReplayOne } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { readEvent } from "./event-records.ts";
import { replayEvent, replayEvents } from "./replays.ts";

/** What has events dispatched again, one or many; what has taken effect is not done again. */
export function replayRoutes(reactions: ReactionName[]) {
  return new Hono<FeatureEnv<OperationsDeps>>()
    .post(
      "/admin/events/replay",
      requirePermissions("event.replay"),
      idempotent,
      endpoint({
        summary: "Have events of a kind and a time dispatched again; what has taken effect is not done again",
        body: ReplayMany,
        responses: { 200: Replay, 202: Replay },
        audit: "event.replay",
      }),
      async (c) => {
        const { dryRun, ...chosen } = c.req.valid("json");
        const details = Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
        c.set("auditNote", { details: { ...Object.fromEntries(details), dryRun: String(dryRun) } });
        return c.json(await replayEvents(c.var.deps, reactions, { dryRun, ...chosen }), dryRun ? 200 : 202);
      },
    )
    .post(
      "/admin/events/:id/replay",
      requirePermissions("event.replay"),
      endpoint({
        summary: "Have one event dispatched again, to one reaction or all that have not taken effect",
        params: OneEvent,
        body: ReplayOne,
        responses: { 200: EventDetails },
        problems: ["NOT_FOUND"],
        audit: "event.replay",
      }),
      async (c) => {
        const [{ id }, { reaction }] = [c.req.valid("param"), c.req.valid("json")];
        c.set("auditNote", { details: { eventId: id, ...(reaction !== undefined && { reaction }) } });
        const { type } = await readEvent(c.var.deps, reactions, id);
        await replayEvent(c.var.deps, reactions, { id, type, reaction });
        return c.json(await readEvent(c.var.deps, reactions, id));
      },
    );
}
