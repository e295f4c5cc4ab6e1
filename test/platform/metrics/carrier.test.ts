import { describe, test } from "vitest";
import { defineCounter } from "../../../src/platform/metrics/metric.ts";
import type { MetricsBatch } from "../../../src/platform/metrics/registry.ts";
import { countingIsolate } from "../../support/metrics.ts";

const eggs = defineCounter("atrium_test_eggs_total", "Eggs.");
const minuteMs = 60_000;

/** Somebody who adds up what isolates tell, once for each number of an isolate. */
function keeper() {
  const heard = new Set<string>();
  const state = { eggs: 0, figure: 0, told: 0, isDown: false, losesAnswers: false, minutes: new Set<number>() };
  const take = async (batch: MetricsBatch) => {
    if (state.isDown) throw new Error("out of reach");
    const { isolateId, number, totals, minutes } = structuredClone(batch);
    state.told += 1;
    const isNew = !heard.has(`${isolateId} ${number}`);
    heard.add(`${isolateId} ${number}`);
    if (isNew) state.eggs += totals.reduce((sum, [, , [amount = 0]]) => sum + amount, 0);
    for (const { at, sums } of isNew ? minutes : []) {
      state.figure += sums["eggs"] ?? 0;
      state.minutes.add(at);
    }
    if (state.losesAnswers) throw new Error("the answer was lost");
  };
  return { state, take };
}

describe("an isolate", () => {
  test("tells at once after a silence, and what follows at the end of an interval", async ({ expect }) => {
    const { state, take } = keeper();
    const { registry, carrier, settled } = countingIsolate(take);

    for (let laid = 0; laid < 10; laid += 1) {
      registry.count(eggs);
      carrier.ask(Date.now());
    }
    const atOnce = state.eggs;
    await settled();

    expect(atOnce).toBe(1);
    expect(state).toMatchObject({ eggs: 10, told: 2 });
  });

  test("tells nothing where nothing was counted", async ({ expect }) => {
    const { state, take } = keeper();
    const { carrier, settled } = countingIsolate(take);

    carrier.ask(Date.now());
    await settled();

    expect(state.told).toBe(0);
  });

  test("keeps what cannot be told, and tells it once as soon as it can", async ({ expect }) => {
    const { state, take } = keeper();
    const { registry, carrier, settled } = countingIsolate(take);
    state.isDown = true;
    registry.count(eggs, [], 3);
    carrier.ask(Date.now());
    await settled();
    expect(state.eggs).toBe(0);

    state.isDown = false;
    registry.count(eggs, [], 4);
    carrier.ask(Date.now());
    await settled();

    expect(state.eggs).toBe(7);
    expect(registry.take()).toBeUndefined();
  });

  test("doubles nothing when an answer is lost", async ({ expect }) => {
    const { state, take } = keeper();
    const { registry, carrier, settled } = countingIsolate(take);
    state.losesAnswers = true;
    registry.count(eggs, [], 3);
    carrier.ask(Date.now());
    await settled();
    state.losesAnswers = false;

    registry.count(eggs, [], 4);
    carrier.ask(Date.now());
    await settled();

    expect(state.eggs).toBe(7);
    expect(state.told).toBeGreaterThan(2);
  });

  test("waits for nobody whose turn has come to nothing, nor for a clock that was set back", async ({ expect }) => {
    const { state, take } = keeper();
    const turns: number[] = [];
    const { registry, carrier, settled } = countingIsolate(async (batch) => {
      turns.push(1);
      if (turns.length === 1) return new Promise<void>(() => undefined);
      return take(batch);
    });
    const now = Date.now();
    registry.count(eggs);
    carrier.ask(now);
    // Its request was cancelled: it never hears of it again.

    registry.count(eggs);
    carrier.ask(now + minuteMs);
    registry.count(eggs);
    carrier.ask(now - minuteMs);
    await Promise.race([settled(), scheduler.wait(300)]);

    expect(state.eggs).toBe(3);
  });

  test("keeps each minute apart for two hours, and loses nothing after that", async ({ expect }) => {
    const { state, take } = keeper();
    const { registry, carrier, settled } = countingIsolate(take);
    const start = Math.floor(Date.now() / minuteMs) * minuteMs;

    for (let minute = 0; minute < 500; minute += 1) registry.addFigure("eggs", start + minute * minuteMs);
    carrier.ask(start);
    await settled();

    expect(state.figure).toBe(500);
    expect(state.minutes.size).toBe(120);
    expect(Math.max(...state.minutes)).toBe(start + 499 * minuteMs);
  });
});
