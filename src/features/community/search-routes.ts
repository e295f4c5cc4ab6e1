import { Hono } from "hono";
import { z } from "zod";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { searchPeople } from "../people/index.ts";
import { requireScope } from "../sessions/index.ts";
import { Space } from "../spaces/contract.ts";
import { searchSpaces } from "../spaces/index.ts";
import { UserSummary } from "../users/contract.ts";
import { Post, SearchQuery } from "./contract.ts";
import type { CommunityDeps } from "./deps.ts";
import { searchPosts } from "./search-posts.ts";
import { viewerOf } from "./viewer.ts";

export const searchRoutes = new Hono<FeatureEnv<CommunityDeps>>().get(
  "/search",
  requireScope("community.read"),
  endpoint({
    summary: "Posts, people or spaces that have every word of a text, each also as a beginning",
    query: SearchQuery,
    responses: { 200: pageOf(z.union([Post, Space, UserSummary])) },
  }),
  async (c) => {
    const { in: kind, ...query } = c.req.valid("query");
    const { deps, session } = c.var;
    switch (kind) {
      case "posts":
        return c.json(await searchPosts(deps, viewerOf(session), query));
      case "users":
        return c.json(await searchPeople(deps, session.userId, query));
      case "spaces":
        return c.json(await searchSpaces(deps, session.userId, query));
    }
  },
);
