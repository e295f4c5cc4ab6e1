import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { newId } from "../platform/ids/typeid.ts";
import { foldName } from "../features/users/index.ts";

const maxRows = 1_000;

/** One step of filling a database: rows `from` to `from + count` of a kind, among so many people. */
export const LoadStep = z.strictObject({
  kind: z.enum(["users", "posts", "follows"]),
  from: z.int().min(0),
  count: z.int().min(1).max(maxRows),
  people: z.int().min(1),
});
type LoadStep = z.infer<typeof LoadStep>;

const words = "tulips engine moth lamp paper light gears river frost orchard ledger comet copper rope lens".split(" ");
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Writes one step of load, the same each time: rows that are there already stay as they are.
 *
 * It writes the features' tables itself, because through their services a million rows would take days: there
 * are no events, nobody is told, and whoever is made here can't sign in.
 *
 * @returns how many rows are new.
 */
export async function loadStep(deps: Deps, { kind, from, count, people }: LoadStep): Promise<number> {
  const places = Array.from({ length: count }, (_, at) => from + at);
  switch (kind) {
    case "users":
      return write(deps, usersOf(places, deps.now()));
    case "posts":
      await write(deps, countersOf(places, deps.now()));
      return write(deps, postsOf(places, people, deps.now()));
    case "follows":
      return write(deps, followsOf(places, people, deps.now()));
  }
}

async function write(deps: Deps, statement: SQL): Promise<number> {
  // The figure that D1 gives counts what triggers write, too.
  return (await deps.db.all(sql`${statement} RETURNING 1`)).length;
}

function usersOf(places: number[], now: number): SQL {
  const rows = places.map((at) => {
    const displayName = `${nameOf(at)} ${nameOf(at + 7)} ${at}`;
    return { id: newId("user"), username: usernameOf(at), displayName, searchName: foldName(displayName) };
  });
  return sql`
    INSERT OR IGNORE INTO users
      (id, email, username, display_name, search_name, bio, password_set_at, mfa_enabled, roles_version, created_at, updated_at)
    SELECT value ->> 'id', (value ->> 'username') || '@load.example.com', value ->> 'username', value ->> 'displayName',
      value ->> 'searchName', '', ${now}, 0, 0, ${now}, ${now} FROM json_each(${JSON.stringify(rows)})`;
}

function postsOf(places: number[], people: number, now: number): SQL {
  const rows = places.map((at) => ({
    id: postIdOf(at),
    author: usernameOf(zipf(at, people)),
    content: Array.from({ length: 12 }, (_, place) => words[Math.floor(chance(at * 13 + place) * words.length)]).join(
      " ",
    ),
  }));
  return sql`
    INSERT OR IGNORE INTO posts (id, author_id, is_private, content, attachments, mentioned_ids, created_at)
    SELECT value ->> 'id', users.id, 0, value ->> 'content', '[]', '[]', ${now}
      FROM json_each(${JSON.stringify(rows)}) JOIN users ON users.username = value ->> 'author' ORDER BY key`;
}

function countersOf(places: number[], now: number): SQL {
  const topics = places.map((at) => `post:${postIdOf(at)}`);
  return sql`
    INSERT OR IGNORE INTO activity_counters (topic, likes, comments, views, version, updated_at)
    SELECT value, 0, 0, 0, 0, ${now} FROM json_each(${JSON.stringify(topics)})`;
}

/** Everybody follows as many as the others, and whom they follow is by Zipf: the first are followed by most. */
function followsOf(places: number[], people: number, now: number): SQL {
  const rows = places.map((at) => [usernameOf(at % people), usernameOf(zipf(at + 1_000_003, people))]);
  return sql`
    INSERT OR IGNORE INTO follows (follower_id, followed_id, created_at)
    SELECT one.id, other.id, ${now} FROM json_each(${JSON.stringify(rows)})
      JOIN users AS one ON one.username = value ->> 0 JOIN users AS other ON other.username = value ->> 1
      WHERE one.id <> other.id`;
}

const usernameOf = (at: number) => `load_${at}`;

const nameOf = (at: number) => {
  const word = words[at % words.length] ?? "";
  return word.charAt(0).toUpperCase() + word.slice(1);
};

/** A number that is always the same for a place, and looks like chance (a round of MurmurHash3's mixer). */
function chance(place: number): number {
  let mixed = Math.imul(place ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** The rank of a choice among so many, where the one of rank n is chosen about 1/n as often as the first. */
function zipf(place: number, people: number): number {
  return Math.min(people - 1, Math.floor((people + 1) ** chance(place)) - 1);
}

/** The ids of loaded posts are older than any other's, and say which they are: so none is written twice. */
function postIdOf(at: number): string {
  let digits = "";
  for (let rest = at; digits.length < 10; rest = Math.floor(rest / 32)) digits = (alphabet[rest % 32] ?? "0") + digits;
  return `post_0000000000e00g00${digits}`;
}
