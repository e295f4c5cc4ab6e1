import { type SQL, sql } from "drizzle-orm";
import type { Deps } from "../deps.ts";
import type { CurrentSession } from "../features/sessions/index.ts";
import { Problem } from "../platform/http/problem.ts";

/** Who is there, by username. */
export type Ids = ReadonlyMap<string, string>;

/** Few, so that whoever is using the server already does not feel it. */
const atOnce = 4;

/** The id of somebody of the demo data. */
export function idOf(ids: Ids, username: string): string {
  const id = ids.get(username);
  if (id === undefined) throw new Error(`the demo data has nobody of the name ${username}`);
  return id;
}

/** The same dependencies at another time: what was said yesterday is to look like that. */
export function asOf(deps: Deps, at: number): Deps {
  return Object.assign<Deps, Pick<Deps, "now">>(Object.create(deps), { now: () => at });
}

/** Somebody as a signed-in caller of a service. */
export function sessionOf(userId: string, permissions: string[] = []): CurrentSession {
  return { id: "seed", userId, permissions, scopes: null, amr: [], authTime: 0, expiresAt: 0 };
}

/** Who is a member already, because an earlier run was cut off, need not become one. */
export async function unlessMember(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "CONFLICT") throw error;
  }
}

/** Does something for each, some at once. */
export async function forEach<T>(items: T[], work: (item: T, at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const go = async () => {
    while (next < items.length) {
      const at = next;
      next += 1;
      const item = items[at];
      if (item !== undefined) await work(item, at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, go));
}

/** The id of what an earlier run has made, by what names it in the demo data. */
export async function findId(deps: Deps, query: SQL): Promise<string | undefined> {
  return (await deps.db.get<{ id: string } | undefined>(query))?.id;
}

/** As {@link findId}, by its author and its words. */
export function findPost(deps: Deps, authorId: string, content: string): Promise<string | undefined> {
  return findId(deps, sql`SELECT id FROM posts WHERE author_id = ${authorId} AND content = ${content}`);
}
