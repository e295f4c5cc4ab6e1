import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { createAuditor, type AuditRequestDeps } from "../../../src/platform/audit/audit.ts";
import { parseConfig } from "../../../src/platform/config/config.ts";
import { Keyring } from "../../../src/platform/crypto/keyring.ts";
import { createDatabase } from "../../../src/platform/db/database.ts";
import { endpoint } from "../../../src/platform/http/endpoint.ts";
import { envelope, toProblemResponse } from "../../../src/platform/http/envelope.ts";
import { Problem } from "../../../src/platform/http/problem.ts";
import type { FeatureEnv } from "../../../src/platform/http/request.ts";
import { Logger } from "../../../src/platform/log/logger.ts";

export function auditDeps(bindings: object = {}, db: D1Database = env.DB): AuditRequestDeps {
  const config = parseConfig({ ...env, ...bindings });
  return {
    config,
    db: createDatabase(db),
    keyring: new Keyring(config.SECRET_KEYS),
    log: new Logger("info"),
    now: () => Date.now(),
  };
}

/** A service with a few endpoints, behind the same envelope and audit as the real one. */
export function auditedApp(deps: AuditRequestDeps) {
  const app = new Hono<FeatureEnv<AuditRequestDeps>>()
    .onError(toProblemResponse)
    .use(envelope(() => deps, createAuditor()));
  app.use("*", async (c, next) => {
    c.set("actorId", c.req.header("x-actor"));
    await next();
  });
  const ok = { 200: null };
  return app
    .get("/plain", endpoint({ summary: "Read", responses: ok }), (c) => c.text("ok"))
    .post("/acts/:id", endpoint({ summary: "Act", responses: ok, audit: "test.act" }), (c) => {
      c.set("auditNote", { details: { note: c.req.header("x-note") ?? "" } });
      return c.text("ok");
    })
    .post("/refused/:code", endpoint({ summary: "Refuse", responses: ok, audit: "test.refuse" }), (c) => {
      c.set("auditNote", { userId: "user_concerned" });
      // Each test names a code there is.
      throw new Problem(c.req.param("code") as "FORBIDDEN");
    })
    .get("/broken", endpoint({ summary: "Break", responses: ok, audit: "test.break" }), () => {
      throw new Error("a bug");
    })
    .get("/guarded/:code", (c) => {
      throw new Problem(c.req.param("code") as "FORBIDDEN");
    });
}

type Row = Record<string, string | number | null>;

/** The rows of an actor, or of an address, oldest first. */
export async function rowsOf(column: "actor_id" | "ip", value: string): Promise<Row[]> {
  const { results } = await env.DB.prepare(`SELECT * FROM audit_entries WHERE ${column} = ? ORDER BY id`)
    .bind(value)
    .all<Row>();
  return results;
}
