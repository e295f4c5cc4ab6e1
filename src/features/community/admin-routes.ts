import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requirePermissions } from "../sessions/index.ts";
import { CommentId, PostId } from "./contract.ts";
import type { CommunityDeps } from "./deps.ts";
import { hideComment, hidePost, showCommentAgain, showPostAgain } from "./hiding.ts";

const OnePost = z.strictObject({ id: PostId });
const OneComment = z.strictObject({ id: CommentId });

export const communityAdminRoutes = new Hono<FeatureEnv<CommunityDeps>>()
  .put(
    "/admin/posts/:id/hidden",
    requirePermissions("post.moderate"),
    endpoint({
      summary: "Hide a post from all but its author and moderators",
      params: OnePost,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "post.hide",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { postId: id } });
      await hidePost(c.var.deps, { id, moderatorId: c.var.session.userId });
      return c.body(null, 204);
    },
  )
  .delete(
    "/admin/posts/:id/hidden",
    requirePermissions("post.moderate"),
    endpoint({
      summary: "Show a hidden post again",
      params: OnePost,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "post.show",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { postId: id } });
      await showPostAgain(c.var.deps, id);
      return c.body(null, 204);
    },
  )
  .put(
    "/admin/comments/:id/hidden",
    requirePermissions("post.moderate"),
    endpoint({
      summary: "Hide a comment from all but its author and moderators",
      params: OneComment,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "comment.hide",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { commentId: id } });
      await hideComment(c.var.deps, { id, moderatorId: c.var.session.userId });
      return c.body(null, 204);
    },
  )
  .delete(
    "/admin/comments/:id/hidden",
    requirePermissions("post.moderate"),
    endpoint({
      summary: "Show a hidden comment again",
      params: OneComment,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "comment.show",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { commentId: id } });
      await showCommentAgain(c.var.deps, id);
      return c.body(null, 204);
    },
  );
