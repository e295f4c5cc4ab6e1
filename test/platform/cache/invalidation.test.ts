import { env } from "cloudflare:workers";
import { test } from "vitest";
import { cacheTags } from "../../../src/platform/cache/schema.ts";
import { pruneCacheTags } from "../../../src/platform/cache/prune.ts";
import { commit } from "../../../src/platform/db/database.ts";
import { Clock, db, invalidate, newCache, newKey, Source } from "./caches.ts";

const minute = (tags: string[]) => ({ ttlSeconds: 60, tags });

async function versionOf(tag: string): Promise<number> {
  const row = await env.DB.prepare("SELECT version FROM cache_tags WHERE tag = ?")
    .bind(tag)
    .first<{ version: number }>();
  return row?.version ?? 0;
}

test("what is invalidated is loaded anew at once in its isolate, and nothing else is", async ({ expect }) => {
  const [cache, tag, other] = [newCache(new Clock()), newKey(), newKey()];
  const [touched, untouched, keys] = [new Source("old"), new Source("old"), [newKey(), newKey()] as const];
  await cache.getOrSet(keys[0], minute([other, tag]), touched.load);
  await cache.getOrSet(keys[1], minute([other]), untouched.load);

  // Before it is committed, even.
  const statements = cache.invalidate([tag]);
  await cache.getOrSet(keys[0], minute([other, tag]), touched.load);
  await cache.getOrSet(keys[1], minute([other]), untouched.load);
  await commit({ db }, statements);

  expect([touched.loads, untouched.loads]).toEqual([2, 1]);
});

test("other isolates hear of it within five seconds, and soon when they ask", async ({ expect }) => {
  const clock = new Clock();
  const [one, two, key, tag] = [newCache(clock), newCache(clock), newKey(), newKey()];
  const source = new Source("old");
  await two.getOrSet(key, minute([tag]), source.load);
  await invalidate(one, [tag]);
  source.value = "new";

  clock.pass(1_999);
  const before = await two.getOrSet(key, minute([tag]), source.load);
  clock.pass(1);
  const after = await two.getOrSet(key, minute([tag]), source.load);

  expect([before, after]).toEqual(["old", "new"]);
});

test("an isolate whose question is never answered asks again, and serves nothing old past five seconds", async ({
  expect,
}) => {
  const clock = new Clock();
  let isHanging = false;
  const hanging = Object.assign(Object.create(db), {
    // As when the request that asks is cancelled.
    select: (...fields: Parameters<typeof db.select>) =>
      isHanging ? { from: () => new Promise(() => undefined) } : db.select(...fields),
  });
  const [one, two, key, tag] = [newCache(clock), newCache(clock, { db: hanging }), newKey(), newKey()];
  const source = new Source("old");
  await two.getOrSet(key, minute([tag]), source.load);
  await invalidate(one, [tag]);
  source.value = "new";

  clock.pass(2_000);
  isHanging = true;
  void two.getOrSet(newKey(), minute([]), async () => 1).catch(() => undefined);
  isHanging = false;
  const others = await two.getOrSet(key, minute([tag]), source.load);
  clock.pass(2_000);
  const later = await two.getOrSet(key, minute([tag]), source.load);

  expect([others, later]).toEqual(["old", "new"]);
});

test("what was loaded while its tag was invalidated is not kept", async ({ expect }) => {
  const [cache, key, tag] = [newCache(new Clock()), newKey(), newKey()];
  const slow = Promise.withResolvers<string>();
  const early = cache.getOrSet(key, minute([tag]), () => slow.promise);
  await cache.getOrSet(newKey(), minute([]), async () => 1);

  await invalidate(cache, [tag]);
  // Somebody who asks now must not be given what was read before.
  const late = cache.getOrSet(key, minute([tag]), async () => "new");
  slow.resolve("old");

  expect([await early, await late]).toEqual(["old", "new"]);
  expect(await cache.getOrSet(key, minute([tag]), async () => "newer")).toBe("new");
});

test("tags may come of the value itself", async ({ expect }) => {
  const [cache, key, id] = [newCache(new Clock()), newKey(), newKey()];
  const source = new Source({ id });
  const caching = { ttlSeconds: 60, tags: (value: { id: string }) => [value.id] };
  await cache.getOrSet(key, caching, source.load);

  await invalidate(cache, [id]);
  await cache.getOrSet(key, caching, source.load);

  expect(source.loads).toBe(2);
});

test("more invalidations than can be told make an isolate forget everything", async ({ expect }) => {
  const clock = new Clock();
  const [cache, key] = [newCache(clock), newKey()];
  const source = new Source("any");
  await cache.getOrSet(key, minute([newKey()]), source.load);
  const numbers = JSON.stringify(Array.from({ length: 1_100 }, (_, at) => at));
  await env.DB.prepare(
    "INSERT INTO cache_tags (tag, version, changed_at) SELECT 'many:' || value, ?1 + value, ?2 FROM json_each(?3)",
  )
    .bind(1_000_000, clock.now(), numbers)
    .run();

  clock.pass(2_000);
  await cache.getOrSet(key, minute([newKey()]), source.load);
  await cache.getOrSet(key, minute([newKey()]), source.load);

  expect(source.loads).toBe(2);
});

test("invalidations are numbered without end, and removed when nothing can be as old as they", async ({ expect }) => {
  const clock = new Clock();
  const [cache, old, newest] = [newCache(clock), newKey(), newKey()];
  await invalidate(cache, [old]);
  await invalidate(cache, [newest]);
  const latest = await versionOf(newest);

  await pruneCacheTags({ db, now: clock.now });
  const kept = await versionOf(old);
  clock.pass(2 * 3_600_000 + 1);
  for (const _ of [1, 2, 3]) await pruneCacheTags({ db, now: clock.now });
  await invalidate(cache, [old]);

  expect(kept).toBe(latest - 1);
  expect(await db.$count(cacheTags)).toBe(2);
  expect(await versionOf(old)).toBe(latest + 1);
});

test("the question what is new is answered out of an index", async ({ expect }) => {
  const { results } = await env.DB.prepare(
    "EXPLAIN QUERY PLAN SELECT tag, version FROM cache_tags WHERE version > 5 ORDER BY version DESC LIMIT 1001",
  ).all<{ detail: string }>();

  expect(results.map(({ detail }) => detail).join("\n")).toMatch(
    /^SEARCH cache_tags USING INDEX cache_tags_by_version/,
  );
});
