import { and, eq, gte, lt, sql } from "drizzle-orm";
import type { DatabaseDeps, Statement } from "../db/database.ts";
import { timings } from "./schema.ts";

type Kind = (typeof timings.$inferSelect)["kind"];
/** What is counted: reactions by event type and name, jobs by type and queue. */
export type Series = { kind: Kind; type: string; part: string };

/** What was counted of a series; a percentile is null where nothing succeeded. */
export type Timing = Omit<Series, "kind"> & {
  count: number;
  failures: number;
  p50Ms: number | null;
  p99Ms: number | null;
};

const hourMs = 3600 * 1000;
/** Each bucket ends 19 % past the one before: so exact is a percentile. The last one takes all past a month. */
const bucketsPerOctave = 4;
const lastBucket = 128;
const failed = -1;
const prunedAtOnce = 2_000;

/** The statement that counts one success that took so long, or one failure (null). */
export function countTiming(
  deps: DatabaseDeps & { now(): number },
  { kind, type, part }: Series,
  durationMs: number | null,
): Statement {
  const bucket = durationMs === null ? failed : bucketOf(durationMs);
  return deps.db
    .insert(timings)
    .values({ kind, hour: hourOf(deps.now()), type, part, bucket, count: 1 })
    .onConflictDoUpdate({
      target: [timings.kind, timings.hour, timings.type, timings.part, timings.bucket],
      set: { count: sql`${timings.count} + 1` },
    });
}

/**
 * What was counted since a moment, to the hour: a range of the key, added up in the database. There are as
 * many rows at most as kinds of things, hours and buckets.
 */
export async function readTimings({ db }: DatabaseDeps, kind: Kind, from: number): Promise<Timing[]> {
  const rows = await db
    .select({ type: timings.type, part: timings.part, bucket: timings.bucket, count: sql<number>`sum(count)` })
    .from(timings)
    .where(and(eq(timings.kind, kind), gte(timings.hour, hourOf(from))))
    .groupBy(timings.type, timings.part, timings.bucket)
    .orderBy(timings.type, timings.part, timings.bucket);
  const series = Map.groupBy(rows, ({ type, part }) => JSON.stringify([type, part]));
  return [...series.values()].flatMap((buckets) => summarise(buckets) ?? []);
}

type Bucket = { type: string; part: string; bucket: number; count: number };

function summarise(buckets: Bucket[]): Timing | undefined {
  const [first] = buckets;
  if (!first) return undefined;
  const done = buckets.filter(({ bucket }) => bucket !== failed);
  const count = total(done);
  const failures = total(buckets) - count;
  const { type, part } = first;
  return { type, part, count, failures, p50Ms: percentile(done, count / 2), p99Ms: percentile(done, count * 0.99) };
}

function total(buckets: Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/** Where the bucket ends that holds the one of this rank. */
function percentile(buckets: Bucket[], rank: number): number | null {
  let seen = 0;
  for (const { bucket, count } of buckets) {
    seen += count;
    if (seen >= rank) return Math.round(2 ** (bucket / bucketsPerOctave));
  }
  return null;
}

function bucketOf(durationMs: number): number {
  return Math.min(lastBucket, Math.max(0, Math.ceil(Math.log2(Math.max(1, durationMs)) * bucketsPerOctave)));
}

function hourOf(moment: number): number {
  return Math.floor(moment / hourMs) * hourMs;
}

/** Removes what was counted before a moment, so many rows at a time. */
export async function pruneTimings({ db }: DatabaseDeps, kind: Kind, before: number): Promise<void> {
  const old = db
    .select({ hour: timings.hour })
    .from(timings)
    .where(and(eq(timings.kind, kind), lt(timings.hour, before)))
    .orderBy(timings.hour)
    .limit(prunedAtOnce);
  const until = sql`(SELECT max(hour) FROM ${old})`;
  await db.delete(timings).where(and(eq(timings.kind, kind), sql`${timings.hour} <= ${until}`));
}
