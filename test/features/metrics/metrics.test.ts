import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { happen, silentDeps, silentQueues } from "../../support/lanes.ts";
import { keeper, readMetrics, scrape, sumOf } from "../../support/metrics.ts";
import { newName, openConversation, password, type Person, signIn, signUp } from "../../support/people.ts";
import { signUpAs, signUpWith } from "../../support/roles.ts";
import { newIsolate } from "../../support/isolate.ts";
import { userFollowed } from "../../../src/features/people/index.ts";

const path = "/api/v1/admin/metrics";
const minuteMs = 60_000;

let operator: Person;
let ada: Person;

beforeAll(async () => {
  [operator, ada] = await Promise.all([signUpAs("admin"), signUp()]);
});

afterEach(() => vi.useRealTimers());

const ago = (ms: number) => `from=${new Date(Date.now() - ms).toISOString()}`;

/** Enough of one kind that what happens beside it does not matter. */
const atLeast = (before: number, more: number) => ({ asymmetricMatch: (now: number) => now >= before + more });

describe("the points of an hour", () => {
  test("follow one another without gaps, the oldest first, up to now", async ({ expect }) => {
    const { from, to, stepSeconds, points } = await readMetrics(operator);

    expect(stepSeconds).toBe(60);
    expect(points).toHaveLength(61);
    expect(points[0]?.at).toBe(from);
    const times = points.map(({ at }) => Date.parse(at));
    expect(times.slice(1).every((time, at) => time - (times[at] ?? 0) === minuteMs)).toBe(true);
    expect(Date.parse(to) - (times.at(-1) ?? 0)).toBeLessThan(minuteMs);
    expect(points[0]).toMatchObject({ requests: 0, p50Ms: null, p99Ms: null, queueLagMs: null });
  });

  test("count requests and refusals soon after they were made, also when the object was evicted", async ({
    expect,
  }) => {
    const [requests, refusals] = [await sumOf(operator, "requests"), await sumOf(operator, "refusals")];

    for (let at = 0; at < 10; at += 1) await ada.call("GET", "/api/v1/me");
    for (let at = 0; at < 5; at += 1) await call("GET", "/api/v1/me");

    await expect.poll(() => sumOf(operator, "requests")).toEqual(atLeast(requests, 15));
    await expect.poll(() => sumOf(operator, "refusals")).toEqual(atLeast(refusals, 5));
    await evictDurableObject(keeper());
    expect(await sumOf(operator, "requests")).toEqual(atLeast(requests, 15));
    const { points } = await readMetrics(operator);
    expect(points.some(({ p50Ms, p99Ms }) => p50Ms !== null && p99Ms !== null && p50Ms <= p99Ms)).toBe(true);
  });

  test("count who came in and who did not", async ({ expect }) => {
    const [signIns, failed] = [await sumOf(operator, "signIns"), await sumOf(operator, "failedSignIns")];
    const lines = await scrape();

    await signIn(ada.email);
    const wrong = { email: ada.email, password: "something else entirely" };
    await call("POST", "/api/v1/auth/login", { json: wrong, from: newAddress() });

    await expect.poll(() => sumOf(operator, "signIns")).toBe(signIns + 1);
    await expect.poll(() => sumOf(operator, "failedSignIns")).toBe(failed + 1);
    const after = await scrape();
    for (const result of ["ok", "failed"]) {
      const line = `atrium_sign_ins_total{result="${result}",method="password"}`;
      expect(after.get(line)).toBe((lines.get(line) ?? 0) + 1);
    }
  });

  test("count messages where they are stored, once each", async ({ expect }) => {
    const grace = await signUp();
    const conversation = await openConversation(ada, grace);
    const before = await sumOf(operator, "messages");

    for (const clientId of ["one", "two", "three", "three"]) {
      const json = { clientId, content: "hello" };
      await ada.call("POST", `/api/v1/conversations/${conversation}/messages`, { json });
    }

    await expect.poll(() => sumOf(operator, "messages")).toBe(before + 3);
  });

  test("tell how long events and jobs have waited, and what waits now", async ({ expect }) => {
    const [eventId = ""] = await happen(silentDeps().deps, userFollowed, [{ userId: ada.id, followerId: operator.id }]);
    await env.DB.prepare(
      "UPDATE events SET occurred_at = occurred_at - 90000, next_attempt_at = next_attempt_at - 90000 WHERE id = ?",
    )
      .bind(eventId)
      .run();

    const waiting = (await readMetrics(operator)).current;
    expect(waiting.pendingEvents).toBeGreaterThanOrEqual(1);
    expect(waiting.oldestPendingMs).toBeGreaterThanOrEqual(90_000);
    await newIsolate().deliver("atrium-events", [{ eventId }]);

    const lags = async () => (await readMetrics(operator)).points.map(({ queueLagMs }) => queueLagMs ?? 0);
    await expect.poll(async () => Math.max(...(await lags()))).toBeGreaterThanOrEqual(90_000);
    const lines = await scrape();
    expect(lines.get('atrium_events_processed_total{type="user.followed"}')).toBe(1);
    expect(lines.get('atrium_events_lag_seconds_count{priority="normal"}')).toBeGreaterThanOrEqual(1);
  });

  test("tell how many jobs wait and how many were given up", async ({ expect }) => {
    const before = (await readMetrics(operator)).current;
    const username = newName();
    const json = { email: `${username}@example.com`, username, password };
    await newIsolate(silentQueues().bindings).call("POST", "/api/v1/auth/register", { json, from: newAddress() });
    expect((await readMetrics(operator)).current.pendingJobs).toBe(before.pendingJobs + 1);

    await env.DB.prepare("UPDATE jobs SET state = 'dead' WHERE id = (SELECT max(id) FROM jobs)").run();

    const { current } = await readMetrics(operator);
    expect(current).toMatchObject({ pendingJobs: before.pendingJobs, failedJobs: before.failedJobs + 1 });
  });
});

describe("what may be asked", () => {
  test("is a step of a minute, five minutes or an hour, and 1,500 of them", async ({ expect }) => {
    const status = async (query: string) => (await operator.call("GET", `${path}?${query}`)).status;

    expect(await status(`step=300&${ago(1_490 * 5 * minuteMs)}`)).toBe(200);
    expect(await status(`step=300&${ago(1_510 * 5 * minuteMs)}`)).toBe(422);
    expect(await status(`step=60&${ago(1_501 * minuteMs)}`)).toBe(422);
    expect(await status(`step=3600&${ago(34 * 24 * 60 * minuteMs)}`)).toBe(200);
    expect(await status(`step=3600&${ago(36 * 24 * 60 * minuteMs)}`)).toBe(422);
    expect(await status("step=61")).toBe(422);
    expect(await status("from=yesterday")).toBe(422);
    expect((await readMetrics(operator, "step=3600")).points.length).toBeLessThanOrEqual(2);
  });

  test("is for those who are permitted", async ({ expect }) => {
    const permitted = await signUpWith("metrics.view");
    const other = await signUpWith("event.view");

    expect((await call("GET", path)).status).toBe(401);
    expect((await ada.call("GET", path)).status).toBe(403);
    expect((await other.call("GET", path)).status).toBe(403);
    expect((await permitted.call("GET", path)).status).toBe(200);
  });
});
