import { and, desc, eq, lt, or } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import type { Page } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserByUsername, findUserSummaries } from "../users/index.ts";
import type { PeopleDeps } from "./deps.ts";
import { follows } from "./schema.ts";

type Query = { username: string; limit: number; cursor?: string | undefined };

/** Who follows somebody, the newest first. @throws Problem `NOT_FOUND`. */
export function listFollowers(deps: PeopleDeps, query: Query): Promise<Page<UserSummary>> {
  return list(deps, query, { of: follows.followedId, listed: follows.followerId });
}

/** Whom somebody follows, the newest first. @throws Problem `NOT_FOUND`. */
export function listFollowing(deps: PeopleDeps, query: Query): Promise<Page<UserSummary>> {
  return list(deps, query, { of: follows.followerId, listed: follows.followedId });
}

type Side = typeof follows.followerId | typeof follows.followedId;

async function list(
  deps: PeopleDeps,
  { username, limit, cursor }: Query,
  { of, listed }: { of: Side; listed: Side },
): Promise<Page<UserSummary>> {
  const [createdAt = 0, lastId = ""] = decodeCursor(cursor, [0, ""] as [number, string]) ?? [];
  const person = await findUserByUsername(deps, username);
  if (!person) throw new Problem("NOT_FOUND", "There is no such user.");
  const isBefore = or(lt(follows.createdAt, createdAt), and(eq(follows.createdAt, createdAt), lt(listed, lastId)));
  const rows = await deps.db
    .select({ id: listed, createdAt: follows.createdAt })
    .from(follows)
    .where(and(eq(of, person.id), cursor === undefined ? undefined : isBefore))
    .orderBy(desc(follows.createdAt), desc(listed))
    .limit(limit + 1);
  const page = toPage(rows, limit, (row) => [row.createdAt, row.id]);
  const people = await findUserSummaries(
    deps,
    page.items.map(({ id }) => id),
  );
  return { items: page.items.flatMap(({ id }) => people.get(id) ?? []), nextCursor: page.nextCursor };
}
