import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { StreamQuery } from "../../platform/sockets/contract.ts";
import { openLive } from "../../platform/sockets/open-live.ts";
import { refuseOtherThanUpgrade } from "../../platform/sockets/upgrade.ts";
import { requireScope, requireSocketSession } from "../sessions/index.ts";
import {
  Conversation,
  ConversationId,
  HistoryQuery,
  Message,
  NewConversation,
  NewMessage,
  ReadUpTo,
} from "./contract.ts";
import { listConversations, openDirect, readConversation } from "./conversations.ts";
import type { ChatDeps } from "./deps.ts";
import { findRoom, listMessages, markRead, postMessage } from "./messages.ts";

const OneConversation = z.strictObject({ id: ConversationId });

export const chatRoutes = new Hono<FeatureEnv<ChatDeps>>()
  .post(
    "/conversations",
    requireScope("chat.write"),
    idempotent,
    endpoint({
      summary: "Open the direct conversation with somebody",
      body: NewConversation,
      responses: { 200: Conversation, 201: Conversation },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const input = { userId: c.var.session.userId, otherId: c.req.valid("json").userId };
      const { conversation, isNew } = await openDirect(c.var.deps, input);
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
      const room = await findRoom(c.var.deps, c.req.valid("param").id);
      return openLive(c, room, c.var.session, c.req.valid("query").after);
    },
  )
  .get(
    "/conversations/:id/messages",
    requireScope("chat.read"),
    endpoint({
      summary: "A page of history, in the order of the stream",
      params: OneConversation,
      query: HistoryQuery,
      responses: { 200: pageOf(Message) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      return c.json(await listMessages(c.var.deps, where, c.req.valid("query")));
    },
  )
  .post(
    "/conversations/:id/messages",
    requireScope("chat.write"),
    idempotent,
    endpoint({
      summary: "Send a message; a known clientId gives the first one again",
      params: OneConversation,
      body: NewMessage,
      responses: { 200: Message, 201: Message },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      const { message, isNew } = await postMessage(c.var.deps, where, c.req.valid("json"));
      return c.json(message, isNew ? 201 : 200);
    },
  )
  .put(
    "/conversations/:id/read",
    requireScope("chat.write"),
    endpoint({
      summary: "Say how far one has read",
      params: OneConversation,
      body: ReadUpTo,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      await markRead(c.var.deps, where, c.req.valid("json").seq);
      return c.body(null, 204);
    },
  );
