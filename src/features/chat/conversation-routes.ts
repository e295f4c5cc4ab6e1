import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { StreamQuery } from "../../platform/sockets/contract.ts";
import { refuseOtherThanUpgrade } from "../../platform/sockets/upgrade.ts";
import { openLive, requireScope, requireSocketSession } from "../sessions/index.ts";
import { Conversation, ConversationChange, ConversationId, Message, NewConversation, SearchQuery } from "./contract.ts";
import { listConversations } from "./conversation-list.ts";
import { readConversation } from "./conversation-rows.ts";
import { deleteConversation } from "./delete-conversation.ts";
import type { ChatDeps } from "./deps.ts";
import { findRoomDoor } from "./room-door.ts";
import { openConversation } from "./open-conversation.ts";
import { changeConversation } from "./rename-conversation.ts";
import { searchEverywhere } from "./search-everywhere.ts";

const OneConversation = z.strictObject({ id: ConversationId });

export const conversationRoutes = new Hono<FeatureEnv<ChatDeps>>()
  .post(
    "/conversations",
    requireScope("chat.write"),
    idempotent,
    endpoint({
      summary: "Open the direct conversation with somebody, a new group, or a conversation with a companion",
      body: NewConversation,
      responses: { 200: Conversation, 201: Conversation },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { userId } = c.var.session;
      const { conversation, isNew } = await openConversation(c.var.deps, userId, c.req.valid("json"));
      if (isNew) c.header("location", `/api/v1/conversations/${conversation.id}`);
      return c.json(conversation, isNew ? 201 : 200);
    },
  )
  .get(
    "/conversations",
    requireScope("chat.read"),
    endpoint({
      summary: "List one's conversations, newest activity first",
      query: PageQuery,
      responses: { 200: pageOf(Conversation) },
    }),
    async (c) => c.json(await listConversations(c.var.deps, { userId: c.var.session.userId, ...c.req.valid("query") })),
  )
  .get(
    "/conversations/:id",
    requireScope("chat.read"),
    endpoint({
      summary: "One conversation",
      params: OneConversation,
      responses: { 200: Conversation },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const conversationId = c.req.valid("param").id;
      return respondWithEtag(c, await readConversation(c.var.deps, { userId: c.var.session.userId, conversationId }));
    },
  )
  .patch(
    "/conversations/:id",
    requireScope("chat.write"),
    endpoint({
      summary: "Give a conversation another title",
      params: OneConversation,
      body: ConversationChange,
      responses: { 200: Conversation },
      problems: ["NOT_FOUND", "CONFLICT"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      return c.json(await changeConversation(c.var.deps, where, c.req.valid("json")));
    },
  )
  .delete(
    "/conversations/:id",
    requireScope("chat.write"),
    endpoint({
      summary: "Delete a conversation for everybody",
      params: OneConversation,
      responses: { 204: null },
      problems: ["NOT_FOUND", "CONFLICT"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      await deleteConversation(c.var.deps, where);
      return c.body(null, 204);
    },
  )
  .get(
    "/messages/search",
    requireScope("chat.read"),
    endpoint({
      summary: "Search the messages of all of one's conversations",
      query: SearchQuery,
      responses: { 200: pageOf(Message) },
    }),
    async (c) => c.json(await searchEverywhere(c.var.deps, { userId: c.var.session.userId, ...c.req.valid("query") })),
  )
  .get(
    "/conversations/:id/live",
    refuseOtherThanUpgrade,
    requireSocketSession,
    endpoint({
      summary: "A conversation, live (WebSocket)",
      params: OneConversation,
      query: StreamQuery,
      responses: { 101: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const door = await findRoomDoor(c.get("deps"), c.req.valid("param").id);
      return openLive(c, door, c.req.valid("query").after);
    },
  );
