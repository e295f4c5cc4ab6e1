import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { ConversationId, MessageId, OpenQuestion } from "../chat/contract.ts";
import { requireScope } from "../sessions/index.ts";
import { CompanionList } from "./contract.ts";
import type { CompanionsDeps } from "./deps.ts";
import { askAgain, listCompanions, listQuestions } from "./service.ts";

export const companionRoutes = new Hono<FeatureEnv<CompanionsDeps>>()
  .get(
    "/companions",
    requireScope("chat.read"),
    endpoint({ summary: "The AI participants that one may talk to", responses: { 200: CompanionList } }),
    (c) => c.json({ items: listCompanions(c.var.deps) }),
  )
  .get(
    "/conversations/:id/questions",
    requireScope("chat.read"),
    endpoint({
      summary: "The messages that the companion has not answered, in the order of the stream",
      params: z.strictObject({ id: ConversationId }),
      query: PageQuery,
      responses: { 200: pageOf(OpenQuestion) },
      problems: ["NOT_FOUND"],
    }),
    async (c) => {
      const where = { userId: c.var.session.userId, conversationId: c.req.valid("param").id };
      return c.json(await listQuestions(c.var.deps, where, c.req.valid("query")));
    },
  )
  .post(
    "/conversations/:id/messages/:messageId/answer",
    requireScope("chat.write"),
    endpoint({
      summary: "Have the companion try again to answer a message; nothing changes while it is about to",
      params: z.strictObject({ id: ConversationId, messageId: MessageId }),
      responses: { 202: OpenQuestion },
      problems: ["NOT_FOUND", "CONFLICT"],
    }),
    async (c) => {
      const { id: conversationId, messageId } = c.req.valid("param");
      return c.json(await askAgain(c.var.deps, { userId: c.var.session.userId, conversationId }, messageId), 202);
    },
  );
