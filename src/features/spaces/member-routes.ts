import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requireScope } from "../sessions/index.ts";
import { UserId } from "../users/contract.ts";
import { NewRole, SpaceId, SpaceMember } from "./contract.ts";
import type { SpacesDeps } from "./deps.ts";
import { listMembers } from "./member-list.ts";
import { joinSpace, removeMember } from "./membership.ts";
import { changeRole } from "./roles.ts";
import { requireVisible } from "./standing.ts";

const OneSpace = z.strictObject({ id: SpaceId });
const OneMember = z.strictObject({ id: SpaceId, userId: UserId });

export const spaceMemberRoutes = new Hono<FeatureEnv<SpacesDeps>>()
  .get(
    "/spaces/:id/members",
    requireScope("community.read"),
    endpoint({
      summary: "Who belongs to a space, in the order in which they joined",
      params: OneSpace,
      query: PageQuery,
      responses: { 200: pageOf(SpaceMember) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { spaceId: c.req.valid("param").id, userId: c.var.session.userId };
      return c.json(await listMembers(c.var.deps, where, c.req.valid("query")));
    },
  )
  .put(
    "/spaces/:id/members/:userId",
    requireScope("community.write"),
    endpoint({
      summary: "Join a public space oneself; others are invited",
      params: OneMember,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    }),
    async (c) => {
      const { id: spaceId, userId: otherId } = c.req.valid("param");
      const where = { spaceId, userId: c.var.session.userId };
      await requireVisible(c.var.deps, where);
      if (otherId !== where.userId) throw new Problem("FORBIDDEN", "People join of their own accord: invite them.");
      await joinSpace(c.var.deps, where);
      return c.body(null, 204);
    },
  )
  .patch(
    "/spaces/:id/members/:userId",
    requireScope("community.write"),
    endpoint({
      summary: "Give a member of one's space another role, or hand the space over to them",
      params: OneMember,
      body: NewRole,
      responses: { 200: SpaceMember },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    }),
    async (c) => {
      const { id: spaceId, userId: otherId } = c.req.valid("param");
      const where = { spaceId, userId: c.var.session.userId };
      return c.json(await changeRole(c.var.deps, where, { otherId, ...c.req.valid("json") }));
    },
  )
  .delete(
    "/spaces/:id/members/:userId",
    requireScope("community.write"),
    endpoint({
      summary: "Leave a space, or remove somebody from one that one manages",
      params: OneMember,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    }),
    async (c) => {
      const { id: spaceId, userId: otherId } = c.req.valid("param");
      await removeMember(c.var.deps, { spaceId, userId: c.var.session.userId }, otherId);
      return c.body(null, 204);
    },
  );
