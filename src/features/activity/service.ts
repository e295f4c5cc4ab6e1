import { eq, sql } from "drizzle-orm";
import type { DatabaseDeps, Statement } from "../../platform/db/database.ts";
import type { Act } from "./act.ts";
import type { Counters, TopicCounters } from "./contract.ts";
import type { ActivityDeps } from "./deps.ts";
import { activityCounters } from "./schema.ts";

const nothing: Counters = { likes: 0, comments: 0, views: 0, viewers: 0 };

/** Opens a topic: belongs into the batch that creates what it is about. Done again it changes nothing. */
export function openTopic(deps: DatabaseDeps & Pick<ActivityDeps, "now">, topic: string): Statement {
  return deps.db.insert(activityCounters).values({ topic, updatedAt: deps.now() }).onConflictDoNothing();
}

/**
 * Closes a topic: belongs into the batch that removes what it is about. {@link forgetTopic} is to follow, from
 * a reaction to that.
 */
export function closeTopic(deps: DatabaseDeps, topic: string): Statement {
  return deps.db.delete(activityCounters).where(eq(activityCounters.topic, topic));
}

/** Has the object of a closed topic let go of all that it holds, and of all who follow it. May run twice. */
export async function forgetTopic(deps: ActivityDeps, topic: string): Promise<void> {
  await deps.topicOf(topic).close();
}

/**
 * Counts an act, once, and shows it to those who follow the topic.
 *
 * @returns whether it changed anything: an act that is known, or of a topic that is not there, does not.
 */
export async function recordActivity(deps: ActivityDeps, topic: string, act: Act): Promise<boolean> {
  const [known] = await deps.knownTopics.among(deps, [topic]);
  return known !== undefined && deps.topicOf(known).record(act);
}

/** Has a user who may not see a topic any more follow it no longer. */
export async function dropViewer(deps: ActivityDeps, userId: string, topic: string): Promise<void> {
  await deps.relayOf(userId).dropViewer(userId, topic);
}

/** The counters of a topic as of now, whoever asks: all zero where there is none. */
export async function readTopic(deps: ActivityDeps, topic: string): Promise<Counters> {
  const [known] = await deps.knownTopics.among(deps, [topic]);
  return (known !== undefined && (await deps.topicOf(known).counters())) || nothing;
}

/** The counters of many topics as D1 has them: a moment old, and without viewers. Those that are closed are left out. */
export async function readTotals(deps: DatabaseDeps, topics: string[]): Promise<Map<string, Counters>> {
  const rows = await deps.db
    .select()
    .from(activityCounters)
    .where(sql`${activityCounters.topic} IN (SELECT value FROM json_each(${JSON.stringify(topics)}))`);
  return new Map(rows.map(({ topic, likes, comments, views }) => [topic, { likes, comments, views, viewers: 0 }]));
}

/** Has a user follow no longer what they may not see any more, whatever that is. */
export async function reconsiderViewer(deps: ActivityDeps, userId: string): Promise<void> {
  await deps.relayOf(userId).reconsiderViewer(userId);
}

/**
 * The same for all who follow a topic, or what is posted in it: what many could see fewer may see from now on.
 * Each relay looks at its own users; where one fails the others have done it, and it may be done again.
 */
export async function reconsiderTopic(deps: ActivityDeps, topic: string): Promise<void> {
  await Promise.all(deps.allRelays().map((relay) => relay.reconsiderTopic(topic)));
}

/** The counters of topics as of now: all zero where there is none, or none that the user may see. */
export async function readCounters(
  deps: ActivityDeps,
  { userId, topics }: { userId: string; topics: string[] },
): Promise<TopicCounters[]> {
  const asked = [...new Set(topics)];
  const visible = await deps.mayView(userId, asked);
  const found = new Map(
    await Promise.all(visible.map(async (topic) => [topic, await deps.topicOf(topic).counters()] as const)),
  );
  return asked.map((topic) => ({ topic, counters: found.get(topic) ?? nothing }));
}
