import { sql } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { spaceMembers, spaces } from "../spaces/index.ts";
import type { Follow } from "../activity/index.ts";
import { isPostFor, visibilityOf } from "./access.ts";

const postPrefix = "post:";
const spacePrefix = "space:";

/** Those of the topics (`post:…`, `space:…`), all of which were opened once, that somebody may follow. */
export async function visibleTopics(deps: DatabaseDeps, userId: string, topics: string[]): Promise<string[]> {
  const [posts, unseen] = await Promise.all([
    visibilityOf(deps, userId, idsOf(postPrefix, topics)),
    unseenSpaces(deps, userId, idsOf(spacePrefix, topics)),
  ]);
  // What is gone its topic's object says itself.
  return topics.filter((topic) =>
    topic.startsWith(spacePrefix)
      ? !unseen.has(topic.slice(spacePrefix.length))
      : posts.get(topic.slice(postPrefix.length)) !== false,
  );
}

/** Those of the audiences of files that are posts which somebody may see. */
export async function visiblePostAudiences(deps: DatabaseDeps, userId: string, audiences: string[]): Promise<string[]> {
  const own = audiences.filter((audience) => audience.startsWith(postPrefix));
  const posts = await visibilityOf(deps, userId, idsOf(postPrefix, own));
  return own.filter((audience) => posts.get(audience.slice(postPrefix.length)) === true);
}

async function unseenSpaces({ db }: DatabaseDeps, userId: string, spaceIds: string[]): Promise<Set<string>> {
  if (spaceIds.length === 0) return new Set();
  const rows = await db.all<{ id: string }>(sql`
    SELECT ${spaces.id} AS id FROM json_each(${JSON.stringify(spaceIds)}) AS asked JOIN ${spaces} ON ${spaces.id} = asked.value
    WHERE ${spaces.visibility} = 'private' AND NOT EXISTS (
      SELECT 1 FROM ${spaceMembers} WHERE ${spaceMembers.spaceId} = ${spaces.id} AND ${spaceMembers.userId} = ${userId}
    )
  `);
  return new Set(rows.map(({ id }) => id));
}

/** Those of the topics that go with one of them: itself, and the posts of a space. */
export async function topicsWithin({ db }: DatabaseDeps, topic: string, topics: string[]): Promise<string[]> {
  const own = topics.filter((one) => one === topic);
  if (!topic.startsWith(spacePrefix)) return own;
  const asked = JSON.stringify(idsOf(postPrefix, topics));
  const rows = await db.all<{ id: string }>(sql`
    SELECT posts.id FROM json_each(${asked}) AS asked CROSS JOIN posts ON posts.id = asked.value
    WHERE posts.space_id = ${topic.slice(spacePrefix.length)}`);
  return [...own, ...rows.map(({ id }) => postPrefix + id)];
}

/** Those of up to five thousand follows whose topic is there, and not for the user to see. */
export async function unseenAmong({ db }: DatabaseDeps, follows: Follow[]): Promise<Follow[]> {
  const asked = JSON.stringify(follows);
  const [ofPosts, ofSpaces] = await Promise.all([
    db.all<Follow>(sql`
      SELECT asked.value ->> 'topic' AS topic, asked.value ->> 'userId' AS userId
      FROM json_each(${asked}) AS asked CROSS JOIN posts ON posts.id = substr(asked.value ->> 'topic', 6)
      WHERE NOT ${isPostFor(sql`(asked.value ->> 'userId')`)}`),
    db.all<Follow>(sql`
      SELECT asked.value ->> 'topic' AS topic, asked.value ->> 'userId' AS userId
      FROM json_each(${asked}) AS asked CROSS JOIN spaces ON spaces.id = substr(asked.value ->> 'topic', 7)
      WHERE spaces.visibility = 'private' AND NOT EXISTS (SELECT 1 FROM space_members
        WHERE space_id = spaces.id AND user_id = asked.value ->> 'userId')`),
  ]);
  return [...ofPosts, ...ofSpaces];
}

function idsOf(prefix: string, names: string[]): string[] {
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}
