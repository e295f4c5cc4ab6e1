import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requireScope } from "../sessions/index.ts";
import {
  ConversationId,
  EditedMessage,
  HistoryQuery,
  Message,
  MessageEdit,
  MessageId,
  NewMessage,
  ReadUpTo,
  SearchQuery,
} from "./contract.ts";
import type { ChatDeps } from "./deps.ts";
import { changeMessage, listEdits, listMessages, markRead, postMessage, searchConversation } from "./messages.ts";

const OneConversation = z.strictObject({ id: ConversationId });
const OneMessage = OneConversation.extend({ messageId: MessageId });
const OneReaction = OneMessage.extend({
  // That it is one is checked later, and its lack is no missing page but an invalid value.
  emoji: z.string().meta({ description: "one emoji, percent-encoded" }),
});

export const messageRoutes = new Hono<FeatureEnv<ChatDeps>>()
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
  .patch(
    "/conversations/:id/messages/:messageId",
    requireScope("chat.write"),
    endpoint({
      summary: "Edit one's message; what it said is kept",
      params: OneMessage,
      body: EditedMessage,
      responses: { 200: Message },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    }),
    async (c) => {
      const { id: conversationId, messageId } = c.req.valid("param");
      const where = { userId: c.var.session.userId, conversationId };
      const { content } = c.req.valid("json");
      return c.json(await changeMessage(c.var.deps, where, { type: "message.edit", messageId, content }));
    },
  )
  .delete(
    "/conversations/:id/messages/:messageId",
    requireScope("chat.write"),
    endpoint({
      summary: "Delete one's message, or as an owner or admin of a group that of somebody; its mark stays",
      params: OneMessage,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN"],
    }),
    async (c) => {
      const { id: conversationId, messageId } = c.req.valid("param");
      const where = { userId: c.var.session.userId, conversationId };
      await changeMessage(c.var.deps, where, { type: "message.delete", messageId });
      return c.body(null, 204);
    },
  )
  .get(
    "/conversations/:id/messages/:messageId/edits",
    requireScope("chat.read"),
    endpoint({
      summary: "What a message said until it was edited, oldest first; the last fifty are kept",
      params: OneMessage,
      query: PageQuery,
      responses: { 200: pageOf(MessageEdit) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const { id: conversationId, messageId } = c.req.valid("param");
      const where = { userId: c.var.session.userId, conversationId };
      return c.json(await listEdits(c.var.deps, where, { messageId, ...c.req.valid("query") }));
    },
  )
  .put(
    "/conversations/:id/messages/:messageId/reactions/:emoji",
    requireScope("chat.write"),
    endpoint({
      summary: "React to a message; of all who do, the first hundred are named",
      params: OneReaction,
      responses: { 204: null },
      problems: ["NOT_FOUND", "FORBIDDEN", "CONFLICT", "VALIDATION_FAILED"],
    }),
    async (c) => {
      const { id: conversationId, ...reaction } = c.req.valid("param");
      const where = { userId: c.var.session.userId, conversationId };
      await changeMessage(c.var.deps, where, { type: "reaction.add", ...reaction });
      return c.body(null, 204);
    },
  )
  .delete(
    "/conversations/:id/messages/:messageId/reactions/:emoji",
    requireScope("chat.write"),
    endpoint({
      summary: "Take a reaction back",
      params: OneReaction,
      responses: { 204: null },
      problems: ["NOT_FOUND", "VALIDATION_FAILED"],
    }),
    async (c) => {
      const { id: conversationId, ...reaction } = c.req.valid("param");
      const where = { userId: c.var.session.userId, conversationId };
      await changeMessage(c.var.deps, where, { type: "reaction.remove", ...reaction });
      return c.body(null, 204);
    },
  )
  .get(
    "/conversations/:id/search",
    requireScope("chat.read"),
    endpoint({
      summary: "The messages that have every word of a text (the last also as a beginning), newest first",
      params: OneConversation,
      query: SearchQuery,
      responses: { 200: pageOf(Message) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      return c.json(await searchConversation(c.var.deps, where, c.req.valid("query")));
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
