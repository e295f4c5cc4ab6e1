import { Hono } from "hono";
import { z } from "zod";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requireScope } from "../sessions/index.ts";
import { UserId } from "../users/contract.ts";
import { putMember } from "./add-members.ts";
import { ConversationId, MemberChange, Mute } from "./contract.ts";
import type { ChatDeps } from "./deps.ts";
import { muteConversation, unmuteConversation } from "./mute.ts";
import { removeMember } from "./remove-members.ts";

const OneConversation = z.strictObject({ id: ConversationId });
const OneMember = z.strictObject({ id: ConversationId, userId: UserId });

export const memberRoutes = new Hono<FeatureEnv<ChatDeps>>()
  .put(
    "/conversations/:id/members/:userId",
    requireScope("chat.write"),
    endpoint({
      summary: "Add a member to a group, or give one another role",
      params: OneMember,
      body: MemberChange,
      responses: { 204: null },
      problems: ["NOT_FOUND", "CONFLICT"],
    }),
    async (c) => {
      const { id, userId } = c.req.valid("param");
      const where = { userId: c.var.session.userId, conversationId: id };
      await putMember(c.var.deps, { ...where, otherId: userId, role: c.req.valid("json").role });
      return c.body(null, 204);
    },
  )
  .delete(
    "/conversations/:id/members/:userId",
    requireScope("chat.write"),
    endpoint({
      summary: "Remove a member of a group, or leave it",
      params: OneMember,
      responses: { 204: null },
      problems: ["NOT_FOUND", "CONFLICT"],
    }),
    async (c) => {
      const { id, userId } = c.req.valid("param");
      await removeMember(c.var.deps, { userId: c.var.session.userId, conversationId: id, otherId: userId });
      return c.body(null, 204);
    },
  )
  .put(
    "/conversations/:id/mute",
    requireScope("chat.write"),
    endpoint({
      summary: "Have nothing of a conversation notified, for a time or for good",
      params: OneConversation,
      body: Mute,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      await muteConversation(c.var.deps, where, c.req.valid("json").until);
      return c.body(null, 204);
    },
  )
  .delete(
    "/conversations/:id/mute",
    requireScope("chat.write"),
    endpoint({
      summary: "Have a conversation notified again",
      params: OneConversation,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      await unmuteConversation(c.var.deps, where);
      return c.body(null, 204);
    },
  );
