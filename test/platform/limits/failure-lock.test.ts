import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";

const minute = 60 * 1000;
const hour = 60 * minute;

// Each test has a week of its own.
let week = Date.now();
beforeEach(() => {
  week += 7 * 24 * hour;
  vi.setSystemTime(week);
});
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

function newLock() {
  const limiter = env.RATE_LIMITER.getByName(`account:${crypto.randomUUID()}`);
  return {
    limiter,
    begin: () => limiter.beginAttempt("LOGIN"),
    end: (succeeded: boolean) => limiter.endAttempt("LOGIN", succeeded),
    clear: () => limiter.clearFailures("LOGIN"),
    evict: () => evictDurableObject(limiter),
  };
}
type Lock = ReturnType<typeof newLock>;

/** Fails so many times in a row, waiting wherever that is asked for. @returns how long it had to wait, each time. */
async function fail(lock: Lock, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let failures = 0; failures < times;) {
    const state = await lock.begin();
    if (state.ok) {
      await lock.end(false);
      failures += 1;
    } else {
      waits.push(state.retryAfterSeconds);
      later(state.retryAfterSeconds * 1000);
    }
  }
  return waits;
}

describe("the lock after failures in a row", () => {
  test("closes at the fifth for half a minute, and then for twice as long each time, up to an hour", async ({
    expect,
  }) => {
    const lock = newLock();

    const waits = await fail(lock, 15);

    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  test("says how long it is closed still", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 5);

    const states = [await lock.begin()];
    later(29_001);
    states.push(await lock.begin());
    later(999);
    states.push(await lock.begin());

    expect(states).toEqual([
      { ok: false, retryAfterSeconds: 30 },
      { ok: false, retryAfterSeconds: 1 },
      { ok: true, failures: expect.any(Number) },
    ]);
  });

  test("tells of its closing once", async ({ expect }) => {
    const lock = newLock();
    for (let at = 0; at < 20; at += 1) await lock.begin();

    const outcomes = await Promise.all(Array.from({ length: 20 }, () => lock.end(false)));

    expect(outcomes.filter(({ hasClosed }) => hasClosed)).toHaveLength(1);
  });

  test("is as before any failure after a success", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 6);
    later(hour);

    await lock.begin();
    await lock.end(true);

    expect(await fail(lock, 5)).toEqual([]);
  });

  test("stays closed after a hundred until another way opens it", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 100);

    const states = [];
    for (const days of [0, 1, 30, 365]) {
      later(days * 24 * hour);
      await runDurableObjectAlarm(lock.limiter);
      states.push(await lock.begin());
    }
    await lock.clear();

    expect(states).toEqual(states.map(() => ({ ok: false, retryAfterSeconds: 3600 })));
    expect(await lock.begin()).toEqual({ ok: true, failures: expect.any(Number) });
  });

  test("never lets more than a hundred try, however many come at once", { timeout: 60_000 }, async ({ expect }) => {
    const lock = newLock();
    let tries = 0;

    for (let round = 0; round < 150; round += 1) {
      const states = await Promise.all(Array.from({ length: 10 }, () => lock.begin()));
      const begun = states.filter(({ ok }) => ok).length;
      tries += begun;
      for (let at = 0; at < begun; at += 1) await lock.end(false);
      later(hour);
    }

    expect(tries).toBe(100);
  });

  test("forgets failures a day after the last", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 7);
    later(24 * hour - 1);
    const kept = await fail(lock, 2);
    later(24 * hour);

    expect(kept).toEqual([240]);
    expect(await fail(lock, 5)).toEqual([]);
  });

  test("counts each name for itself", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 5);

    expect(await lock.limiter.beginAttempt("OTHER")).toEqual({ ok: true, failures: expect.any(Number) });
  });

  test("lets twenty who are right in at the same time", async ({ expect }) => {
    const lock = newLock();

    const states = await Promise.all(Array.from({ length: 20 }, () => lock.begin()));
    const outcomes = await Promise.all(states.map(() => lock.end(true)));

    expect(states).toEqual(states.map(() => ({ ok: true, failures: expect.any(Number) })));
    expect(outcomes).toEqual(outcomes.map(() => ({ hasClosed: false })));
  });

  test("is not outrun by a thousand guesses at once", async ({ expect }) => {
    const lock = newLock();

    const states = await Promise.all(Array.from({ length: 1_000 }, () => lock.begin()));
    const begun = states.filter(({ ok }) => ok).length;
    await Promise.all(Array.from({ length: begun }, () => lock.end(false)));

    expect(begun).toBe(20);
    expect(await lock.begin()).toEqual({ ok: false, retryAfterSeconds: 3600 });
  });

  test("lets one at a time try once it has closed before", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 5);
    later(30_000);

    const states = await Promise.all([lock.begin(), lock.begin(), lock.begin()]);

    expect(states).toEqual([
      { ok: true, failures: expect.any(Number) },
      { ok: false, retryAfterSeconds: 1 },
      { ok: false, retryAfterSeconds: 1 },
    ]);
  });

  test("does not wait for who died on the way", async ({ expect }) => {
    const lock = newLock();
    for (let at = 0; at < 20; at += 1) await lock.begin();
    const full = await lock.begin();
    later(10_000);

    expect([full, await lock.begin()]).toEqual([
      { ok: false, retryAfterSeconds: 1 },
      { ok: true, failures: expect.any(Number) },
    ]);
  });

  test("stays as it is across evictions, with what is under way", async ({ expect }) => {
    const [closed, busy] = [newLock(), newLock()];
    await fail(closed, 4);
    await closed.evict();
    await fail(closed, 1);
    await closed.evict();
    for (let at = 0; at < 20; at += 1) await busy.begin();
    await busy.evict();

    const states = [await closed.begin(), await busy.begin()];

    expect(states).toEqual([
      { ok: false, retryAfterSeconds: 30 },
      { ok: false, retryAfterSeconds: 1 },
    ]);
  });

  test("is not closed for longer by a clock that was set back", async ({ expect }) => {
    const lock = newLock();
    await fail(lock, 5);
    later(-5 * hour);
    const closed = await lock.begin();
    later(30_000);

    expect([closed, await lock.begin()]).toEqual([
      { ok: false, retryAfterSeconds: 30 },
      { ok: true, failures: expect.any(Number) },
    ]);
  });

  test("is kept by the alarm while failures count, and then leaves nothing", async ({ expect }) => {
    const lock = newLock();
    await lock.limiter.take("LOGIN", { count: 3, windowSeconds: 60 });
    await fail(lock, 5);

    later(121_000);
    await runDurableObjectAlarm(lock.limiter);
    const kept = await fail(lock, 1);
    later(72 * hour);
    await runDurableObjectAlarm(lock.limiter);

    const left = await runInDurableObject(lock.limiter, (_, { storage }) =>
      storage.sql.exec("SELECT name FROM failures UNION ALL SELECT name FROM hits").toArray(),
    );
    expect(kept).toEqual([]);
    expect(left).toEqual([]);
    expect(await fail(lock, 5)).toEqual([]);
  });
});
