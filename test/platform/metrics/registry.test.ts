import { describe, test } from "vitest";
import { bucketEnd, bucketOf, percentile } from "../../../src/platform/metrics/log-linear.ts";
import { defineCounter, labelText } from "../../../src/platform/metrics/metric.ts";
import { MetricsRegistry, unlisted } from "../../../src/platform/metrics/registry.ts";
import { countRequest } from "../../../src/platform/metrics/requests.ts";

const ofMany = defineCounter("atrium_test_many_total", "Of many kinds.", ["kind"]);

describe("a log-linear bucket", () => {
  test("ends where the next one begins, and is at most seven hundredths too high", ({ expect }) => {
    for (let bucket = 0; bucket < 350; bucket += 1) {
      expect(bucketOf(bucketEnd(bucket))).toBe(bucket);
      expect(bucketOf(bucketEnd(bucket) + 1)).toBe(bucket + 1);
    }
    for (const ms of [0, 1, 31, 32, 33, 100, 999, 1_000, 59_999, 3_600_000]) {
      const told = bucketEnd(bucketOf(ms));
      expect(told).toBeGreaterThanOrEqual(ms);
      expect(told).toBeLessThanOrEqual(ms * 1.07);
    }
  });

  test("takes what is before nought and past a day", ({ expect }) => {
    expect(bucketOf(-5)).toBe(0);
    expect(bucketOf(1e15)).toBe(bucketOf(24 * 3600 * 1000));
  });
});

test("percentiles are close to the truth", ({ expect }) => {
  const values = Array.from({ length: 10_000 }, (_, at) => Math.round(1_000 * Math.exp(Math.sin(at) * 2)));
  const spread = new Map<number, number>();
  for (const value of values) spread.set(bucketOf(value), (spread.get(bucketOf(value)) ?? 0) + 1);
  const sorted = values.toSorted((one, other) => one - other);

  for (const share of [0.5, 0.9, 0.99]) {
    const truth = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    expect(percentile(spread, share)).toBeGreaterThanOrEqual(truth);
    expect(percentile(spread, share)).toBeLessThanOrEqual(truth * 1.07);
  }
  expect(percentile(new Map(), 0.5)).toBeNull();
});

describe("a registry", () => {
  test("has so many lines at most, and counts what has none", ({ expect }) => {
    const registry = new MetricsRegistry();

    for (let kind = 0; kind < 5_000; kind += 1) registry.count(ofMany, [String(kind)]);
    const { totals = [] } = registry.take()?.batch ?? {};

    expect(totals).toHaveLength(3_001);
    expect(totals.find(([name]) => name === unlisted.name)?.[2]).toEqual([2_000]);
  });

  test("puts methods that nobody knows together", ({ expect }) => {
    const registry = new MetricsRegistry();

    for (let at = 0; at < 100; at += 1) {
      countRequest({ method: `MADE${at}`, route: "*", status: 404, durationMs: 3 }, 0, registry);
    }
    const { totals = [], minutes = [] } = registry.take()?.batch ?? {};

    expect(totals.map(([name, labels]) => `${name} ${labels}`)).toEqual([
      'atrium_http_request_duration_seconds method="OTHER",route="*"',
      'atrium_http_requests_total method="OTHER",route="*",status="404"',
    ]);
    expect(minutes).toMatchObject([{ sums: { refusals: 100 }, spreads: { durations: { 3: 100 } } }]);
  });

  test("writes labels so that nothing can get out of them", ({ expect }) => {
    expect(labelText(ofMany, ['a"b\\c\nd'])).toBe(String.raw`kind="a\"b\\c\nd"`);
  });
});
