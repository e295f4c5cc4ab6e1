import type { z } from "zod";
import type { AuditEntry } from "../../platform/audit/entry.ts";
import { listActs } from "../../platform/audit/read.ts";
import type { Page } from "../../platform/http/contract.ts";
import { type CurrentSession, describeDevice } from "../sessions/index.ts";
import type { AuditQuery, AuditRecord, SecurityEvent } from "./contract.ts";
import type { SecurityDeps } from "./deps.ts";

type PageQuery = { limit: number; cursor?: string | undefined };

/** What concerns the account of who asks, newest first. */
export async function listSecurityEvents(
  deps: SecurityDeps,
  session: CurrentSession,
  { actions, refused, ...page }: PageQuery & { actions?: string[] | undefined; refused?: "true" | undefined },
): Promise<Page<SecurityEvent>> {
  const { items, nextCursor } = await listActs(
    deps,
    { userId: session.userId, actions, isRefused: refused !== undefined },
    page,
  );
  return { items: items.map((entry) => renderEvent(entry, session)), nextCursor };
}

export async function listAuditRecords(
  deps: SecurityDeps,
  { limit, cursor, from, to, ...filter }: z.infer<typeof AuditQuery>,
): Promise<Page<AuditRecord>> {
  const span = { from: inMs(from), to: inMs(to) };
  const { items, nextCursor } = await listActs(deps, { ...filter, ...span }, { limit, cursor });
  return { items: items.map(renderRecord), nextCursor };
}

function renderEvent(entry: AuditEntry, session: CurrentSession): SecurityEvent {
  const { id, at, action, result, actorId, details } = entry;
  // Where an administrator sits is no business of the account's owner.
  const isOthers = actorId !== null && actorId !== session.userId;
  return {
    id,
    at: new Date(at).toISOString(),
    action,
    result,
    ip: isOthers ? null : entry.ip,
    location: isOthers ? null : placeOf(entry),
    device: describeDevice(isOthers ? undefined : (entry.userAgent ?? undefined), undefined),
    current: entry.sessionId === session.id,
    details,
  };
}

function renderRecord(entry: AuditEntry): AuditRecord {
  const { id, seq, at, action, result, actorId, userId, sessionId, ip, userAgent, requestId, details } = entry;
  return {
    id,
    seq,
    at: new Date(at).toISOString(),
    action,
    result,
    actorId,
    userId,
    credentialId: sessionId,
    ip,
    location: placeOf(entry),
    userAgent,
    requestId,
    details,
  };
}

function inMs(timestamp: string | undefined): number | undefined {
  return timestamp === undefined ? undefined : Date.parse(timestamp);
}

function placeOf({ country, city }: AuditEntry): { country: string | null; city: string | null } | null {
  return country === null && city === null ? null : { country, city };
}
