import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import type { MetricsBatch } from "../../../src/platform/metrics/registry.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
// A whole hour, so that it is known which steps fall together.
const start = Math.ceil(Date.now() / hourMs) * hourMs + dayMs;

let object: ReturnType<typeof env.METRICS.getByName>;
let numbers = 0;

beforeEach(() => {
  vi.setSystemTime(start);
  object = env.METRICS.getByName(crypto.randomUUID());
});
afterEach(() => vi.useRealTimers());

function batchOf(isolateId: string, at: number, requests = 1): MetricsBatch {
  numbers += 1;
  return {
    isolateId,
    number: numbers,
    totals: [
      ["atrium_test_total", 'kind="a"', [requests]],
      ["atrium_test_seconds", "", [5 * requests, requests, 0]],
    ],
    minutes: [{ at, sums: { requests }, spreads: { durations: { 5: requests } } }],
  };
}

const read = (step: number, from = 0, to = Number.MAX_SAFE_INTEGER) => object.figures(step, from, to);
const requestsBy = async (step: number) => (await read(step)).map(({ at, sums }) => [at - start, sums["requests"]]);

describe("the object of all counts", () => {
  test("adds up what isolates tell", async ({ expect }) => {
    await object.take(batchOf("one", start, 3));
    await object.take(batchOf("two", start, 4));
    await object.take(batchOf("one", start, 5));

    expect(await read(60)).toEqual([{ at: start, sums: { requests: 12 }, spreads: { durations: { 5: 12 } } }]);
    expect(await object.totals()).toEqual([
      expect.objectContaining({ metric: "atrium_test_seconds", labels: "", amounts: [60, 12, 0] }),
      expect.objectContaining({ metric: "atrium_test_total", labels: 'kind="a"', amounts: [12] }),
    ]);
  });

  test("hears the same once, before and after it was added up, and across an eviction", async ({ expect }) => {
    const batch = batchOf("one", start, 3);

    await Promise.all([object.take(batch), object.take(batch)]);
    await evictDurableObject(object);
    await object.take(batch);
    expect(await requestsBy(60)).toEqual([[0, 3]]);
    await object.take(batch);
    await evictDurableObject(object);
    await object.take(batch);

    expect(await requestsBy(60)).toEqual([[0, 3]]);
  });

  test("adds up what waits when its alarm rings, in steps of each length", async ({ expect }) => {
    for (const minute of [0, 1, 4, 5, 59, 60]) {
      vi.setSystemTime(start + minute * minuteMs);
      await object.take(batchOf("one", start + minute * minuteMs));
    }

    expect(await runDurableObjectAlarm(object)).toBe(true);

    const waiting = await runInDurableObject(object, (_, { storage }) =>
      storage.sql.exec("SELECT count(*) AS n FROM batches").one(),
    );
    expect(waiting).toEqual({ n: 0 });
    expect((await requestsBy(60)).map(([at = 0]) => at / minuteMs)).toEqual([0, 1, 4, 5, 59, 60]);
    expect((await requestsBy(300)).map(([at = 0, requests]) => [at / minuteMs, requests])).toEqual([
      [0, 3],
      [5, 1],
      [55, 1],
      [60, 1],
    ]);
    expect((await requestsBy(3600)).map(([at = 0, requests]) => [at / minuteMs, requests])).toEqual([
      [0, 5],
      [60, 1],
    ]);
  });

  test("keeps minutes for two days and the rest for 35, and then nothing, not even an alarm", async ({ expect }) => {
    await object.take(batchOf("one", start));

    vi.setSystemTime(start + 2 * dayMs + minuteMs);
    await runDurableObjectAlarm(object);
    expect([await requestsBy(60), await requestsBy(300), await requestsBy(3600)]).toEqual([[], [[0, 1]], [[0, 1]]]);
    expect(await object.totals()).toHaveLength(2);

    vi.setSystemTime(start + 38 * dayMs);
    await runDurableObjectAlarm(object);
    expect([await read(300), await read(3600), await object.totals()]).toEqual([[], [], []]);
    expect(await runDurableObjectAlarm(object)).toBe(false);
  });

  test("takes in what comes late where it belongs, and what comes from the future now", async ({ expect }) => {
    vi.setSystemTime(start + 10 * minuteMs);

    await object.take(batchOf("late", start));
    await object.take(batchOf("fast", start + hourMs));

    expect(await requestsBy(60)).toEqual([
      [0, 1],
      [10 * minuteMs, 1],
    ]);
  });

  test("adds up by itself what is told too often to wait", async ({ expect }) => {
    await Promise.all(Array.from({ length: 1_001 }, (_, told) => object.take(batchOf(`isolate ${told % 7}`, start))));

    const waiting = await runInDurableObject(object, (_, { storage }) =>
      storage.sql.exec("SELECT count(*) AS n FROM batches").one(),
    );
    expect(waiting).toEqual({ n: 1 });
    expect(await requestsBy(3600)).toEqual([[0, 1_001]]);
  });
});
