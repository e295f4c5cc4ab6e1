import { afterEach, describe, test, vi } from "vitest";
import { backoffMs, defaultRetry } from "../../../src/platform/queue/backoff.ts";

afterEach(() => vi.restoreAllMocks());

const longest = (attempts: number, policy = defaultRetry) => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  return backoffMs(attempts, policy);
};

describe("the pause before the next try", () => {
  test("may be twice as long each time, up to an hour", ({ expect }) => {
    const pauses = [1, 2, 3, 12, 13, 1_000].map((attempts) => longest(attempts));

    expect(pauses).toEqual([1_000, 2_000, 4_000, 2_048_000, 3_600_000, 3_600_000]);
  });

  test("is any time below that, and never none", ({ expect }) => {
    const pauses = Array.from({ length: 2_000 }, () => backoffMs(8));

    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(100);
    expect(Math.min(...pauses)).toBeLessThan(128_000 * 0.05);
    expect(Math.max(...pauses)).toBeGreaterThan(128_000 * 0.95);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(128_000);
  });

  test("follows the policy of the job", ({ expect }) => {
    const policy = { maxAttempts: 3, firstPauseMs: 50, factor: 3, maxPauseMs: 400 };

    expect([1, 2, 3].map((attempts) => longest(attempts, policy))).toEqual([50, 150, 400]);
  });
});
