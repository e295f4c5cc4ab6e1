import { test } from "vitest";
import type { TaggedCache } from "../../../src/platform/cache/cache.ts";
import { Clock, newCache, newKey, Source } from "./caches.ts";

const minute = { ttlSeconds: 60, tags: [] };

/** Has it ask D1 what is invalid, and others who asked before do what they can do without waiting. */
const know = (cache: TaggedCache) => cache.getOrSet(newKey(), minute, async () => "known");

test("what many ask for at once is loaded once", async ({ expect }) => {
  const [cache, source, key] = [newCache(new Clock()), new Source("once"), newKey()];
  await know(cache);

  const values = await Promise.all(Array.from({ length: 50 }, () => cache.getOrSet(key, minute, source.load)));

  expect(new Set(values)).toEqual(new Set(["once"]));
  expect(source.loads).toBe(1);
  expect(cache.stats()).toMatchObject({ loads: 2, joined: 49 });
});

test("who waited for what failed tries for themselves, one for all", async ({ expect }) => {
  const [cache, key] = [newCache(new Clock()), newKey()];
  await know(cache);
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads === 1) throw new Error("its caller is gone");
    return "well";
  };

  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => cache.getOrSet(key, minute, load)));

  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(loads).toBe(2);
});

test("a load that never ends holds nobody up: after half a second one of those who wait takes over", async ({
  expect,
}) => {
  const clock = new Clock();
  const [cache, source, key] = [newCache(clock), new Source("there"), newKey()];
  await know(cache);
  // As when the runtime has cancelled the request that was loading.
  void cache.getOrSet(key, minute, () => new Promise(() => undefined));

  const begun = performance.now();
  const waiting = Array.from({ length: 5 }, () => cache.getOrSet(key, minute, source.load));
  await know(cache);
  clock.pass(500);
  const values = await Promise.all(waiting);

  expect(values).toEqual(Array.from({ length: 5 }, () => "there"));
  expect(source.loads).toBe(1);
  expect(performance.now() - begun).toBeLessThan(2_000);
  // And it is kept: nobody waits again.
  expect(await cache.getOrSet(key, minute, source.load)).toBe("there");
  expect(source.loads).toBe(1);
});
