import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { requireSession, requireStepUp } from "../sessions/index.ts";
import { createApiKey, deleteApiKey, listApiKeys } from "./api-keys.ts";
import { ApiKey, ApiKeyId, CreateApiKey, NewApiKey } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";

export const apiKeyRoutes = new Hono<FeatureEnv<UsersDeps>>()
  .get(
    "/me/api-keys",
    requireSession,
    endpoint({ summary: "One's API keys, newest first", query: PageQuery, responses: { 200: pageOf(ApiKey) } }),
    async (c) => c.json(await listApiKeys(c.var.deps, c.var.session.userId, c.req.valid("query"))),
  )
  .post(
    "/me/api-keys",
    requireSession,
    requireStepUp,
    // Not idempotent: the answer would have to be kept, and with it the secret.
    endpoint({
      summary: "Make an API key; its secret is shown this once",
      body: CreateApiKey,
      responses: { 201: NewApiKey },
      problems: ["CONFLICT"],
      audit: "api_key.create",
    }),
    async (c) => {
      const key = await createApiKey(c.var.deps, c.var.session.userId, c.req.valid("json"));
      c.set("auditNote", { details: { keyId: key.id } });
      return c.json(key, 201);
    },
  )
  .delete(
    "/me/api-keys/:id",
    requireSession,
    endpoint({
      summary: "Remove an API key",
      params: z.object({ id: ApiKeyId }),
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "api_key.delete",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { keyId: id } });
      await deleteApiKey(c.var.deps, c.var.session.userId, id);
      return c.body(null, 204);
    },
  );
