import * as fc from "fast-check";
import { describe, test } from "vitest";
import { SlidingWindow } from "../../../src/platform/limits/sliding-window.ts";

const limit = { count: 5, windowSeconds: 10 };

describe("a sliding window", () => {
  test("lets through no more than the limit in any span, whatever is asked and when", ({ expect }) => {
    const ask = fc.record({ afterMs: fc.nat(4_000), want: fc.integer({ min: -1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 60 }), (asks) => {
        const window = new SlidingWindow();
        const passed: number[] = [];
        let now = 1_000_000;
        for (const { afterMs, want } of asks) {
          now += afterMs;
          const { granted, state } = window.takeUpTo(want, limit, now);
          expect(granted).toBeLessThanOrEqual(Math.max(0, want));
          passed.push(...Array.from({ length: granted }, () => now));
          const inWindow = passed.filter((at) => at > now - 10_000).length;
          expect(inWindow).toBeLessThanOrEqual(limit.count);
          expect(window.count(limit.windowSeconds, now)).toBe(inWindow);
          expect([state.ok, state.remaining]).toEqual([granted > 0, limit.count - inWindow]);
          // It is never refused what there was room for.
          expect(granted).toBe(Math.max(0, Math.min(want, limit.count - (inWindow - granted))));
        }
      }),
    );
  });

  test("has room again exactly when it says so", ({ expect }) => {
    const window = new SlidingWindow();
    window.takeUpTo(5, limit, 1_000_400);
    const refused = window.take(limit, 1_003_000);

    expect(refused).toEqual({ ok: false, limit: 5, windowSeconds: 10, remaining: 0, resetSeconds: 8 });
    expect(window.take(limit, 1_010_399).ok).toBe(false);
    expect(window.take(limit, 1_010_400).ok).toBe(true);
  });

  test("takes a limit that was lowered or raised meanwhile", ({ expect }) => {
    const window = new SlidingWindow();
    window.takeUpTo(5, limit, 1_000_000);

    const lowered = window.takeUpTo(1, { count: 2, windowSeconds: 10 }, 1_001_000);
    const raised = window.takeUpTo(9, { count: 8, windowSeconds: 10 }, 1_002_000);

    expect([lowered.granted, lowered.state.remaining]).toEqual([0, 0]);
    expect([raised.granted, raised.state.remaining]).toEqual([3, 0]);
  });

  test("is not shut by a clock that was set back", ({ expect }) => {
    const window = new SlidingWindow();
    window.takeUpTo(5, limit, 9_000_000);

    expect(window.count(limit.windowSeconds, 1_000_000)).toBe(0);
    expect(window.takeUpTo(5, limit, 1_000_000).granted).toBe(5);
  });

  test("gives back the newest", ({ expect }) => {
    const window = new SlidingWindow([1_000_000, 1_004_000]);

    expect([window.giveBack(), window.giveBack(), window.giveBack()]).toEqual([1_004_000, 1_000_000, undefined]);
  });
});
