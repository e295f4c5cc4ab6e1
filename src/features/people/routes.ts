import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requireScope } from "../sessions/index.ts";
import { Username, UserSummary } from "../users/contract.ts";
import { Profile } from "./contract.ts";
import type { PeopleDeps } from "./deps.ts";
import { listFollowers, listFollowing } from "./follow-lists.ts";
import { followUser, unfollowUser } from "./follow.ts";
import { readProfile } from "./profile.ts";

const OneUser = z.strictObject({ username: Username });

export const peopleRoutes = new Hono<FeatureEnv<PeopleDeps>>()
  .get(
    "/users/:username",
    requireScope("community.read"),
    endpoint({
      summary: "Somebody, and how one stands with them",
      params: OneUser,
      responses: { 200: Profile },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const viewerId = c.var.session.userId;
      return respondWithEtag(c, await readProfile(c.var.deps, { ...c.req.valid("param"), viewerId }));
    },
  )
  .put(
    "/users/:username/follow",
    requireScope("community.write"),
    limitUser("FOLLOW"),
    endpoint({
      summary: "Follow somebody, unless one of the two has blocked the other",
      params: OneUser,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN", "VALIDATION_FAILED", "CONFLICT"],
    }),
    async (c) => {
      await followUser(c.var.deps, { followerId: c.var.session.userId, username: c.req.valid("param").username });
      return c.body(null, 204);
    },
  )
  .delete(
    "/users/:username/follow",
    requireScope("community.write"),
    endpoint({
      summary: "Follow somebody no longer",
      params: OneUser,
      responses: { 204: null },
      problems: ["NOT_FOUND", "VALIDATION_FAILED"],
    }),
    async (c) => {
      await unfollowUser(c.var.deps, { followerId: c.var.session.userId, username: c.req.valid("param").username });
      return c.body(null, 204);
    },
  )
  .get(
    "/users/:username/followers",
    requireScope("community.read"),
    endpoint({
      summary: "Who follows somebody, the newest first",
      params: OneUser,
      query: PageQuery,
      responses: { 200: pageOf(UserSummary) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => c.json(await listFollowers(c.var.deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
  )
  .get(
    "/users/:username/following",
    requireScope("community.read"),
    endpoint({
      summary: "Whom somebody follows, the newest first",
      params: OneUser,
      query: PageQuery,
      responses: { 200: pageOf(UserSummary) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => c.json(await listFollowing(c.var.deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
  );
