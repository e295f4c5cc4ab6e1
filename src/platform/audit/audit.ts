import type { Context } from "hono";
import type { ProblemCode } from "../http/contract.ts";
import { clientAddress, clientLocation, type FeatureEnv, type RequestDeps } from "../http/request.ts";
import { patternOf } from "../http/route-pattern.ts";
import { type AuditDeps, type AuditFacts, recordAct } from "./entry.ts";

export interface AuditRequestDeps extends RequestDeps, AuditDeps {}

/** Refusals that are written wherever they happen: somebody known wanted what is not theirs, or no longer. */
const written = new Set<ProblemCode | undefined>([
  "FORBIDDEN",
  "STEP_UP_REQUIRED",
  "ORIGIN_FORBIDDEN",
  "SESSION_EXPIRED",
]);
/** What did not fit was no act of anybody's. */
const unwritten = new Set<ProblemCode | undefined>([
  "VALIDATION_FAILED",
  "MALFORMED_JSON",
  "UNSUPPORTED_MEDIA_TYPE",
  "BODY_TOO_LARGE",
]);
const repeatedMs = 60_000;
const maxRemembered = 1_000;

/**
 * Gives what writes to the audit log, before the answer leaves, each call of an endpoint that has an
 * `audit` name and each refusal that tells of an intruder.
 *
 * Not every 401 and 429, and nothing that did not fit: a flood of strangers must not fill the database. For
 * the same reason somebody known who is refused the same again and again is written once a minute by each
 * isolate.
 */
export function createAuditor(): (c: Context) => Promise<void> | undefined {
  const lastWritten = new Map<string, number>();
  return (c) => {
    // By name, for this runs with every request.
    const auditAction: string | undefined = c.get("auditAction");
    const problemCode: ProblemCode | undefined = c.get("problemCode");
    if (auditAction === undefined ? !written.has(problemCode) : unwritten.has(problemCode)) return undefined;
    const deps: AuditRequestDeps = c.get("deps");
    const facts = factsOf(c);
    const isTamed = auditAction === undefined || (facts.sessionId !== null && facts.result !== "ok");
    if (isTamed && isRepeated(lastWritten, deps.now(), facts)) return undefined;
    return recordAct(deps, facts);
  };
}

function factsOf(c: Context<FeatureEnv<AuditRequestDeps>>): AuditFacts {
  const { auditAction, auditNote, actorId = null, credentialId = null, requestId } = c.var;
  const location = clientLocation(c);
  const refused = { method: c.req.method, path: patternOf(c) };
  return {
    action: auditAction ?? "request.refused",
    result: resultOf(c),
    actorId,
    userId: auditNote?.userId ?? actorId,
    sessionId: credentialId,
    ip: clientAddress(c),
    country: location?.country ?? null,
    city: location?.city ?? null,
    userAgent: c.req.header("user-agent") ?? null,
    requestId,
    details: { ...(auditAction === undefined && refused), ...auditNote?.details },
  };
}

function resultOf(c: Context<FeatureEnv<AuditRequestDeps>>): string {
  const { auditNote, problemCode } = c.var;
  return auditNote?.result ?? problemCode ?? (c.res.status < 400 ? "ok" : `HTTP_${c.res.status}`);
}

function isRepeated(lastWritten: Map<string, number>, now: number, facts: AuditFacts): boolean {
  const { sessionId, ip, action, result, details } = facts;
  const key = JSON.stringify([sessionId ?? ip, action, result, details["method"], details["path"]]);
  const agoMs = now - (lastWritten.get(key) ?? Number.NEGATIVE_INFINITY);
  // A clock that was set back must not silence it.
  if (agoMs >= 0 && agoMs < repeatedMs) return true;
  if (lastWritten.size >= maxRemembered) lastWritten.clear();
  lastWritten.set(key, now);
  return false;
}
