import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitUser } from "../../platform/limits/user-limit.ts";
import { requireScope } from "../sessions/index.ts";
import { likeComment, unlikeComment } from "./comment-likes.ts";
import { listComments } from "./comment-list.ts";
import { changeComment, createComment, deleteComment } from "./comments.ts";
import { ChangedContent, Comment, CommentId, NewComment, PostId } from "./contract.ts";
import type { CommunityDeps } from "./deps.ts";
import { viewerOf } from "./viewer.ts";

const OnePost = z.strictObject({ id: PostId });
const OneComment = z.strictObject({ id: CommentId });

export const commentRoutes = new Hono<FeatureEnv<CommunityDeps>>()
  .get(
    "/posts/:id/comments",
    requireScope("community.read"),
    endpoint({
      summary: "What was said to a post, the oldest first; each answer comes after what it answers",
      params: OnePost,
      query: PageQuery,
      responses: { 200: pageOf(Comment) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const query = { postId: c.req.valid("param").id, ...c.req.valid("query") };
      return c.json(await listComments(c.var.deps, viewerOf(c.var.session), query));
    },
  )
  .post(
    "/posts/:id/comments",
    requireScope("community.write"),
    limitUser("COMMENT"),
    idempotent,
    endpoint({
      summary: "Say something to a post, or answer a comment of it",
      params: OnePost,
      body: NewComment,
      responses: { 201: Comment },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await createComment(c.var.deps, viewerOf(c.var.session), id, c.req.valid("json")), 201);
    },
  )
  .patch(
    "/comments/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Change what one's comment says",
      params: OneComment,
      body: ChangedContent,
      responses: { 200: Comment },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { content } = c.req.valid("json");
      return c.json(await changeComment(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id, content));
    },
  )
  .delete(
    "/comments/:id",
    requireScope("community.write"),
    endpoint({
      summary: "Delete a comment: one's own, one in a space that one manages, or any as a moderator",
      params: OneComment,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { moderated } = await deleteComment(c.var.deps, viewerOf(c.var.session), id);
      if (moderated !== null) {
        c.set("auditAction", "comment.delete");
        c.set("auditNote", { userId: moderated, details: { commentId: id } });
      }
      return c.body(null, 204);
    },
  )
  .put(
    "/comments/:id/like",
    requireScope("community.write"),
    endpoint({ summary: "Like a comment", params: OneComment, responses: { 204: null }, problems: ["NOT_FOUND"] }),
    async (c) => {
      await likeComment(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id);
      return c.body(null, 204);
    },
  )
  .delete(
    "/comments/:id/like",
    requireScope("community.write"),
    endpoint({
      summary: "Take a like of a comment back",
      params: OneComment,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      await unlikeComment(c.var.deps, viewerOf(c.var.session), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
