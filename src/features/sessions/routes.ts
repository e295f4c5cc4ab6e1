import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { respondWithEtag } from "../../platform/http/etag.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { Ended, JsonWebKeySet, Session, SessionId, SessionStats } from "./contract.ts";
import type { SessionsDeps } from "./deps.ts";
import { requireSession } from "./guard.ts";
import { endOtherSessions, endSession, endSessions, extendSession, listSessions } from "./service.ts";

const OneSession = z.strictObject({ id: SessionId });

export const sessionRoutes = new Hono<FeatureEnv<SessionsDeps>>()
  .get(
    "/sessions",
    requireSession,
    endpoint({
      summary: "List one's live sessions, newest first",
      query: PageQuery,
      responses: { 200: pageOf(Session) },
    }),
    async (c) => c.json(await listSessions(c.var.deps, c.var.session, c.req.valid("query"))),
  )
  .get(
    "/sessions/stats",
    requireSession,
    endpoint({ summary: "How one's live sessions divide", responses: { 200: SessionStats } }),
    async (c) => respondWithEtag(c, await c.var.deps.sessionHubOf(c.var.session.userId).sessionStats()),
  )
  .delete(
    "/sessions/:id",
    requireSession,
    endpoint({
      summary: "End one session",
      params: OneSession,
      responses: { 204: null },
      problems: ["NOT_FOUND"],
      audit: "session.end",
    }),
    async (c) => {
      await endSession(c.var.deps, { userId: c.var.session.userId, sessionId: c.req.valid("param").id });
      return c.body(null, 204);
    },
  )
  .post(
    "/sessions/terminate-all",
    requireSession,
    endpoint({
      summary: "End all other sessions",
      body: z.strictObject({}),
      responses: { 200: Ended },
      audit: "session.end_others",
    }),
    async (c) => c.json({ ended: await endOtherSessions(c.var.deps, c.var.session) }),
  )
  .post(
    "/sessions/force-logout",
    requireSession,
    endpoint({
      summary: "End all sessions, this one too",
      body: z.strictObject({}),
      responses: { 200: Ended },
      audit: "session.end_all",
    }),
    async (c) => c.json({ ended: await endSessions(c.var.deps, c.var.session.userId) }),
  )
  .post(
    "/sessions/extend",
    requireSession,
    endpoint({
      summary: "Have this session last a day longer, three days at most",
      body: z.strictObject({}),
      responses: { 200: Session },
      problems: ["SESSION_LIMIT"],
      audit: "session.extend",
    }),
    async (c) => c.json(await extendSession(c.var.deps, c.var.session)),
  );

export const keySetRoutes = new Hono<FeatureEnv<SessionsDeps>>().get(
  "/.well-known/jwks.json",
  endpoint({ summary: "The public keys of access tokens", responses: { 200: JsonWebKeySet } }),
  async (c) => {
    const keys = await c.var.deps.signingKeys.publicKeys(c.var.deps);
    return c.json({ keys }, 200, { "cache-control": "public, max-age=300" });
  },
);
