import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, type SQL } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import type { AnySession } from "./contract.ts";
import type { SessionsDeps } from "./deps.ts";
import { sessions } from "./schema.ts";
import { renderLocation } from "./session-rows.ts";

const removedAtOnce = 1_000;
const keptMs = 30 * 24 * 3600 * 1000;

type Query = { limit: number; cursor?: string | undefined; userId?: string | undefined; live?: boolean | undefined };

/** Sessions of all users as their hubs last showed them, newest first. */
export async function listAllSessions(
  deps: Pick<SessionsDeps, "db" | "now">,
  { limit, cursor, userId, live }: Query,
): Promise<Page<AnySession>> {
  const before = decodeCursor(cursor, [""])?.[0];
  const isLive = and(isNull(sessions.endedAt), gt(sessions.expiresAt, deps.now()));
  const rows = await deps.db
    .select()
    .from(sessions)
    .where(
      and(
        before === undefined ? undefined : lt(sessions.id, before),
        userId === undefined ? undefined : eq(sessions.userId, userId),
        live === undefined ? undefined : live ? isLive : isOver(deps.now()),
      ),
    )
    .orderBy(desc(sessions.id))
    .limit(limit + 1);
  return toPage(rows.map(render), limit, ({ id }) => [id]);
}

/** Removes what has been over for a month. */
export async function pruneSessions(deps: Pick<SessionsDeps, "db" | "now">): Promise<void> {
  await removeSessions(deps, lte(sessions.expiresAt, deps.now() - keptMs));
}

/** Removes what is over from the operators' list, so many rows at a time. @returns how many. */
export async function cleanUpSessions(deps: Pick<SessionsDeps, "db" | "now">): Promise<number> {
  return removeSessions(deps, isOver(deps.now()));
}

function isOver(now: number): SQL | undefined {
  return or(isNotNull(sessions.endedAt), lte(sessions.expiresAt, now));
}

async function removeSessions(deps: Pick<SessionsDeps, "db">, which: SQL | undefined): Promise<number> {
  const over = deps.db.select({ id: sessions.id }).from(sessions).where(which).limit(removedAtOnce);
  const removed = await deps.db.delete(sessions).where(inArray(sessions.id, over)).returning({ id: sessions.id });
  return removed.length;
}

function render(row: typeof sessions.$inferSelect): AnySession {
  return {
    id: row.id,
    userId: row.userId,
    device: {
      // Written by the hub out of a Device.
      type: row.deviceType as AnySession["device"]["type"],
      browser: row.browser,
      os: row.os,
      name: row.deviceName,
    },
    ip: row.ip,
    location: renderLocation(row),
    createdAt: new Date(row.createdAt).toISOString(),
    lastActivityAt: new Date(row.lastActivityAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
  };
}
