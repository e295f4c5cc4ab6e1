import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import type { RateLimiter } from "../../../src/platform/limits/rate-limiter.ts";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";

// Each test has an hour of its own, so that they may share addresses.
let hour = Date.now();
beforeEach(() => {
  hour += 3600 * 1000;
  vi.setSystemTime(hour);
});
afterEach(() => vi.useRealTimers());

const isolate = newIsolate({ LIMIT_REFRESH: "3/60", LIMIT_LOGIN: "3/60" });
const knock = (from: string) => isolate.call("POST", "/api/v1/auth/refresh", { from });
const statuses = (answers: Response[]) => answers.map(({ status }) => status);
const remainingOf = ({ headers }: Response) => Number(/r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1]);

/** Knocks at these seconds after now, on a clock that stands still in between. */
async function knockAt(from: string, seconds: number[]): Promise<Response[]> {
  const start = Date.now();
  const answers = [];
  for (const second of seconds) {
    vi.setSystemTime(start + second * 1000);
    answers.push(await knock(from));
  }
  return answers;
}

describe("an address", () => {
  test("is told how its limit stands, and when to come again", async ({ expect }) => {
    const answers = await knockAt(newAddress(), [0, 10, 20, 30]);

    expect(statuses(answers)).toEqual([401, 401, 401, 429]);
    expect(answers.map(remainingOf)).toEqual([2, 1, 0, 0]);
    const [refused] = answers.slice(-1);
    expect(refused?.headers.get("ratelimit-policy")).toBe('"refresh";q=3;w=60');
    expect(refused?.headers.get("ratelimit")).toBe('"refresh";r=0;t=30');
    expect(refused?.headers.get("retry-after")).toBe("30");
    expect(await refused?.json()).toMatchObject({ code: "RATE_LIMITED", status: 429 });
  });

  test("has exactly so many tries in any span of the window", async ({ expect }) => {
    const answers = await knockAt(newAddress(), [0, 30, 59, 59.999, 60, 60.001, 89.999, 90, 119, 119.001, 120]);

    expect(statuses(answers)).toEqual([401, 401, 401, 429, 401, 429, 429, 401, 401, 429, 401]);
  });

  test("is not kept waiting longer by knocking in between", async ({ expect }) => {
    const answers = await knockAt(newAddress(), [0, 0, 0, 20, 40, 59, 60]);

    expect(statuses(answers)).toEqual([401, 401, 401, 429, 429, 429, 401]);
  });

  test("has no more tries when it knocks many times at once", async ({ expect }) => {
    const from = newAddress();

    const answers = await Promise.all(Array.from({ length: 12 }, () => knock(from)));

    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(3);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(9);
  });

  test("does not use up what another has", async ({ expect }) => {
    const [one, other] = [newAddress(), newAddress()];
    await knockAt(one, [0, 0, 0]);

    const answers = [await knock(one), await knock(other)];

    expect(statuses(answers)).toEqual([429, 401]);
  });

  test("does not use up one limit by another", async ({ expect }) => {
    const from = newAddress();
    await knockAt(from, [0, 0, 0, 0]);

    const login = await isolate.call("POST", "/api/v1/auth/login", { from, json: {} });

    expect(login.status).toBe(422);
  });

  test("has no fresh start after an eviction", async ({ expect }) => {
    const from = newAddress();
    await knockAt(from, [0, 10, 20]);
    await evictDurableObject(env.RATE_LIMITER.getByName(from));

    const answers = await knockAt(from, [10, 39, 40]);

    expect(statuses(answers)).toEqual([429, 429, 401]);
  });

  test("is forgotten once every window has passed", async ({ expect }) => {
    const from = newAddress();
    await knockAt(from, [0, 0, 0]);
    vi.setSystemTime(Date.now() + 121_000);

    const ran = await runDurableObjectAlarm(env.RATE_LIMITER.getByName(from));
    const answers = await knockAt(from, [0, 0, 0, 0]);

    expect(ran).toBe(true);
    expect(statuses(answers)).toEqual([401, 401, 401, 429]);
  });

  test.for([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"],
    ["2001:db8:1:2::", "2001:DB8:1:2::abcd"],
    ["2001:db8::1", "2001:0db8:0:0:1::"],
    ["::1", "::2"],
  ] as const)("of IPv6 is its whole network: %s and %s", async ([one, other], { expect }) => {
    const answers = [await knock(one), await knock(other), await knock(one), await knock(other)];

    expect(statuses(answers)).toEqual([401, 401, 401, 429]);
  });

  test("of another IPv6 network is another one", async ({ expect }) => {
    await knockAt("2001:db8:7:1::1", [0, 0, 0]);

    const answers = [await knock("2001:db8:7:1::2"), await knock("2001:db8:7:2::1")];

    expect(statuses(answers)).toEqual([429, 401]);
  });

  test.for(["", "nonsense", "::", ":::", "1.2.3.4, 5.6.7.8", "1:2:3:4:5:6:7:8:9", "fe80::1%eth0"])(
    "that is odd breaks nothing: %s",
    async (from, { expect }) => {
      const answers = [await knock(from), await knock(from), await knock(from), await knock(from)];

      expect(statuses(answers)).toEqual([401, 401, 401, 429]);
    },
  );
});

test("a flood is turned away before a password is hashed or a body read", async ({ expect }) => {
  const from = newAddress();
  const login = () =>
    isolate.call("POST", "/api/v1/auth/login", {
      from,
      json: { email: "nobody@example.com", password: "a long passphrase" },
    });
  for (let at = 0; at < 3; at += 1) await login();

  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: 200 }, login));
  const tookMs = performance.now() - startedAt;
  const malformed = await isolate.call("POST", "/api/v1/auth/login", { from, body: "{" });

  expect(statuses(answers)).toEqual(answers.map(() => 429));
  expect(malformed.status).toBe(429);
  // Two hundred hashes would take some six seconds.
  expect(tookMs).toBeLessThan(2_500);
});

describe("what was counted beforehand", () => {
  const limit = { count: 3, windowSeconds: 60 };
  const take = (limiter: DurableObjectStub<RateLimiter>) => limiter.take("TRY", limit);

  test("can be given back, once for each, also after an eviction", async ({ expect }) => {
    const limiter = env.RATE_LIMITER.getByName(crypto.randomUUID());
    for (let at = 0; at < 3; at += 1) await take(limiter);

    await limiter.giveBack("TRY");
    await limiter.giveBack("ANOTHER");
    await evictDurableObject(limiter);
    const states = [await take(limiter), await take(limiter)];

    expect(states.map(({ ok, remaining }) => [ok, remaining])).toEqual([
      [true, 0],
      [false, 0],
    ]);
  });

  test("is the newest of them, so the oldest still frees its place first", async ({ expect }) => {
    const limiter = env.RATE_LIMITER.getByName(crypto.randomUUID());
    const start = Date.now();
    for (const second of [0, 20, 40]) {
      vi.setSystemTime(start + second * 1000);
      await take(limiter);
    }

    await limiter.giveBack("TRY");
    const again = await take(limiter);
    vi.setSystemTime(start + 60_000);
    const freed = await take(limiter);

    expect([again.ok, again.resetSeconds, freed.ok]).toEqual([true, 20, true]);
  });

  test("is nothing where nothing was", async ({ expect }) => {
    const limiter = env.RATE_LIMITER.getByName(crypto.randomUUID());

    await limiter.giveBack("TRY");

    expect((await take(limiter)).remaining).toBe(2);
  });
});
