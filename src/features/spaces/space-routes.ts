import { Hono } from "hono";
import { z } from "zod";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { permits, requireScope } from "../sessions/index.ts";
import { deleteSpace, updateSpace } from "./change-space.ts";
import { NewSpace, Space, SpaceChanges, SpaceId, SpacesQuery } from "./contract.ts";
import { createSpace } from "./create-space.ts";
import type { SpacesDeps } from "./deps.ts";
import { listSpaces } from "./space-list.ts";
import { readSpace } from "./space-rows.ts";

const OneSpace = z.strictObject({ id: SpaceId });

export const spaceRoutes = new Hono<FeatureEnv<SpacesDeps>>()
  .post(
    "/spaces",
    requireScope("community.write"),
    limitUser("SPACE"),
    idempotent,
    endpoint({
      summary: "Make a space, and own it",
      body: NewSpace,
      responses: { 201: Space },
      problems: ["CONFLICT"],
    }),
    async (c) => c.json(await createSpace(c.var.deps, c.var.session.userId, c.req.valid("json")), 201),
  )
  .get(
    "/spaces",
    requireScope("community.read"),
    endpoint({
      summary: "The public spaces and one's own, the newest first",
      query: SpacesQuery,
      responses: { 200: pageOf(Space) },
    }),
    async (c) => c.json(await listSpaces(c.var.deps, { userId: c.var.session.userId, ...c.req.valid("query") })),
  )
  .get(
    "/spaces/:id",
    requireScope("community.read"),
    endpoint({
      summary: "A space; private ones for their members and moderators",
      params: OneSpace,
      responses: { 200: Space },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { userId, permissions } = c.var.session;
      const mayModerate = permits(permissions, "space.moderate");
      return respondWithEtag(c, await readSpace(c.var.deps.db, { ...c.req.valid("param"), userId }, mayModerate));
    },
  )
  .patch(
    "/spaces/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Change what a space one manages is called, or who may see it",
      params: OneSpace,
      body: SpaceChanges,
      responses: { 200: Space },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT", "RATE_LIMITED"],
    }),
    async (c) => {
      const where = { spaceId: c.req.valid("param").id, userId: c.var.session.userId };
      return c.json(await updateSpace(c.var.deps, where, c.req.valid("json")));
    },
  )
  .delete(
    "/spaces/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Delete one's space with what is in it; a moderator, any space",
      params: OneSpace,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN"],
      audit: "space.delete",
    }),
    async (c) => {
      const { userId, permissions } = c.var.session;
      const { id: spaceId } = c.req.valid("param");
      c.set("auditNote", { details: { spaceId } });
      await deleteSpace(c.var.deps, { spaceId, userId }, permits(permissions, "space.moderate"));
      return c.body(null, 204);
    },
  );
