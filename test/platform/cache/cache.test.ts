import { describe, test } from "vitest";
import { z } from "zod";
import { createDatabase } from "../../../src/platform/db/database.ts";
import { failingDatabase } from "../../support/isolate.ts";
import { Clock, invalidate, newCache, newKey, Source } from "./caches.ts";

const minute = { ttlSeconds: 60, tags: [] };

describe("what is asked for again", () => {
  test("is loaded once, for as long as it lives and no longer", async ({ expect }) => {
    const clock = new Clock();
    const [cache, source, key] = [newCache(clock), new Source({ name: "Ada" }), newKey()];

    const first = await cache.getOrSet(key, minute, source.load);
    clock.pass(47_000);
    const second = await cache.getOrSet(key, minute, source.load);
    clock.pass(13_000);
    source.value = { name: "Grace" };
    const third = await cache.getOrSet(key, minute, source.load);

    expect([first, second, third].map(({ name }) => name)).toEqual(["Ada", "Ada", "Grace"]);
    expect(source.loads).toBe(2);
    expect(cache.stats()).toMatchObject({ hits: 1, loads: 2, stale: 1, entries: 1 });
    expect(cache.stats().hitRate).toBeCloseTo(1 / 3);
  });

  test("does not all expire at the same moment", async ({ expect }) => {
    const clock = new Clock();
    const [cache, sources] = [newCache(clock), Array.from({ length: 100 }, () => new Source(1))];
    const keys = sources.map(newKey);
    const askForAll = () =>
      Promise.all(sources.map(({ load }, at) => cache.getOrSet(keys[at] ?? "", { ttlSeconds: 100, tags: [] }, load)));
    await askForAll();

    clock.pass(90_000);
    await askForAll();

    const again = sources.filter(({ loads }) => loads === 2).length;
    expect(again).toBeGreaterThan(20);
    expect(again).toBeLessThan(80);
  });

  test("is as JSON gives it back, and nobody can change what others are given", async ({ expect }) => {
    const [cache, key] = [newCache(new Clock()), newKey()];

    const value = await cache.getOrSet(key, minute, async () => ({ at: new Date(0), list: [{ likes: 1 }] }));

    expect(value).toEqual({ at: "1970-01-01T00:00:00.000Z", list: [{ likes: 1 }] });
    expect(() => value.list.push({ likes: 2 })).toThrow(TypeError);
    expect(() => Object.assign(value.list[0] ?? {}, { likes: 2 })).toThrow(TypeError);
  });

  test("is remembered for a short while only when it was not there", async ({ expect }) => {
    const clock = new Clock();
    const [cache, source, key] = [newCache(clock), new Source<string | null>(null), newKey()];

    await cache.getOrSet(key, minute, source.load);
    clock.pass(7_000);
    const nothing = await cache.getOrSet(key, minute, source.load);
    source.value = "there";
    clock.pass(3_000);
    const something = await cache.getOrSet(key, minute, source.load);

    expect([nothing, something, source.loads]).toEqual([null, "there", 2]);
  });

  test("is loaded again when it failed: errors are not kept", async ({ expect }) => {
    const [cache, key] = [newCache(new Clock()), newKey()];

    const failed = cache.getOrSet(key, minute, () => Promise.reject(new Error("no such table")));
    await expect(failed).rejects.toThrow("no such table");
    const value = await cache.getOrSet(key, minute, async () => "well again");

    expect(value).toBe("well again");
  });
});

describe("memory", () => {
  test("is bounded by bytes: what was not asked for the longest goes first", async ({ expect }) => {
    const cache = newCache(new Clock(), { maxBytes: 100_000 });
    const [kept, other, big] = [new Source("x".repeat(1_000)), new Source("x".repeat(1_000)), new Source("")];
    big.value = "x".repeat(60_000);
    await cache.getOrSet("bytes:kept", minute, kept.load);
    await cache.getOrSet("bytes:other", minute, other.load);

    for (let at = 0; at < 100; at += 1) {
      await cache.getOrSet("bytes:kept", minute, kept.load);
      await cache.getOrSet(`bytes:${at}`, minute, async () => "x".repeat(1_000));
    }
    await cache.getOrSet("bytes:other", minute, other.load);
    for (const _ of [1, 2]) await cache.getOrSet("bytes:big", minute, big.load);

    expect(cache.stats().bytes).toBeLessThanOrEqual(100_000);
    expect([kept.loads, other.loads]).toEqual([1, 2]);
    // What would take more than there is is not kept.
    expect(big.loads).toBe(2);
  });

  test("is bounded by entries", async ({ expect }) => {
    const cache = newCache(new Clock(), { maxBytes: 100_000_000 });

    for (let at = 0; at < 10_500; at += 1) await cache.getOrSet(`entries:${at}`, minute, async () => at);

    expect(cache.stats().entries).toBe(10_000);
  });

  test("of no size keeps nothing, and refuses keys and times past their bounds", async ({ expect }) => {
    const [off, on, source] = [newCache(new Clock(), { maxBytes: 0 }), newCache(new Clock()), new Source(1)];

    for (const _ of [1, 2]) await off.getOrSet("off", minute, source.load);

    expect(source.loads).toBe(2);
    await expect(on.getOrSet("k".repeat(300), minute, source.load)).rejects.toThrow(RangeError);
    await expect(on.getOrSet("long", { ttlSeconds: 86_400, tags: [] }, source.load)).rejects.toThrow(RangeError);
  });
});

describe("the data centre's cache", () => {
  const shape = z.strictObject({ name: z.string() });
  const sharing = (tag: string) => ({ ttlSeconds: 60, tags: [tag], shape });

  test("has what another isolate has loaded, unless it is of another shape", async ({ expect }) => {
    const clock = new Clock();
    const writing: Promise<unknown>[] = [];
    const one = newCache(clock, { keepAlive: (work) => void writing.push(work) });
    const [two, three] = [newCache(clock), newCache(clock)];
    const [source, key, tag] = [new Source({ name: "Ada" }), newKey(), newKey()];
    await one.getOrSet(key, sharing(tag), source.load);
    await Promise.all(writing);

    const found = await two.getOrSet(key, sharing(tag), source.load);
    const newer = { ttlSeconds: 60, tags: [tag], shape: z.strictObject({ title: z.string() }) };
    const other = await three.getOrSet(key, newer, async () => ({ title: "of the next version" }));

    expect(found).toEqual({ name: "Ada" });
    expect(Object.isFrozen(found)).toBe(true);
    expect(other).toEqual({ title: "of the next version" });
    expect(source.loads).toBe(1);
    expect(two.stats()).toMatchObject({ sharedHits: 1, loads: 0 });
  });

  test("is not believed about what was invalidated, here or elsewhere, since it was loaded", async ({ expect }) => {
    const clock = new Clock();
    const writing: Promise<unknown>[] = [];
    const one = newCache(clock, { keepAlive: (work) => void writing.push(work) });
    const [two, three] = [newCache(clock), newCache(clock)];
    const [source, key, tag] = [new Source({ name: "Ada" }), newKey(), newKey()];
    await one.getOrSet(key, sharing(tag), source.load);
    await Promise.all(writing);
    source.value = { name: "Augusta" };
    // Two has not heard yet that it is committed; three begins only now.
    await two.getOrSet(newKey(), minute, async () => 1);

    await invalidate(two, [tag]);
    const values = await Promise.all([two, three].map((cache) => cache.getOrSet(key, sharing(tag), source.load)));

    expect(values).toEqual([{ name: "Augusta" }, { name: "Augusta" }]);
  });
});

test("a cache that can't ask what is invalid is passed by, and keeps nothing", async ({ expect }) => {
  const clock = new Clock();
  const cache = newCache(clock, { db: createDatabase(failingDatabase("cache_tags", "D1_ERROR: no such table")) });
  const [source, key] = [new Source("as it is"), newKey()];

  const values = [await cache.getOrSet(key, minute, source.load), await cache.getOrSet(key, minute, source.load)];

  expect(values).toEqual(["as it is", "as it is"]);
  expect(source.loads).toBe(2);
  expect(cache.stats()).toMatchObject({ passedBy: 2, entries: 0 });
});
