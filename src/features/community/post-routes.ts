import { Hono } from "hono";
import { z } from "zod";
import { pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requireScope } from "../sessions/index.ts";
import { ChangedContent, FeedQuery, NewPost, Post, PostId } from "./contract.ts";
import type { CommunityDeps } from "./deps.ts";
import { listFeed } from "./feeds.ts";
import { likePost, unlikePost, viewPost } from "./likes.ts";
import { changePost, deletePost, readPost } from "./posts.ts";
import { publishPost } from "./publish-post.ts";
import { viewerOf } from "./viewer.ts";

const OnePost = z.strictObject({ id: PostId });

export const postRoutes = new Hono<FeatureEnv<CommunityDeps>>()
  .get(
    "/posts",
    requireScope("community.read"),
    endpoint({
      summary: "A feed: home, global, of a space or of a user; the newest post first",
      query: FeedQuery,
      responses: { 200: pageOf(Post) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => c.json(await listFeed(c.var.deps, viewerOf(c.var.session), c.req.valid("query"))),
  )
  .post(
    "/posts",
    requireScope("community.write"),
    limitUser("POST"),
    idempotent,
    endpoint({
      summary: "Publish a post, for everybody or in a space that one is in",
      body: NewPost,
      responses: { 201: Post },
      problems: ["NOT_FOUND", "CONFLICT"],
    }),
    async (c) => {
      const post = await publishPost(c.var.deps, c.var.session.userId, c.req.valid("json"));
      return c.json(post, 201, { location: `/api/v1/posts/${post.id}` });
    },
  )
  .get(
    "/posts/:id",
    requireScope("community.read"),
    endpoint({
      summary: "A post",
      params: OnePost,
      responses: { 200: Post, 304: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => respondWithEtag(c, await readPost(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id)),
  )
  .patch(
    "/posts/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Change what one's post says",
      params: OnePost,
      body: ChangedContent,
      responses: { 200: Post },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { content } = c.req.valid("json");
      return c.json(await changePost(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id, content));
    },
  )
  .delete(
    "/posts/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Delete a post: one's own, one in a space that one manages, or any as a moderator",
      params: OnePost,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { moderated } = await deletePost(c.var.deps, viewerOf(c.var.session), id);
      if (moderated !== null) {
        c.set("auditAction", "post.delete");
        c.set("auditNote", { userId: moderated, details: { postId: id } });
      }
      return c.body(null, 204);
    },
  )
  .put(
    "/posts/:id/like",
    requireScope("community.write"),
    endpoint({ summary: "Like a post", params: OnePost, responses: { 204: null }, problems: ["NOT_FOUND"] }),
    async (c) => {
      await likePost(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id);
      return c.body(null, 204);
    },
  )
  .delete(
    "/posts/:id/like",
    requireScope("community.write"),
    endpoint({ summary: "Take a like back", params: OnePost, responses: { 204: null }, problems: ["NOT_FOUND"] }),
    async (c) => {
      await unlikePost(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id);
      return c.body(null, 204);
    },
  )
  .post(
    "/posts/:id/view",
    requireScope("community.write"),
    endpoint({
      summary: "Say that one has seen a post: it counts once a day",
      params: OnePost,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      await viewPost(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
