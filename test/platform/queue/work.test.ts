import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import type { Deps } from "../../../src/deps.ts";
import { GiveUp } from "../../../src/platform/queue/give-up.ts";
import { defineJob, type Job } from "../../../src/platform/queue/job.ts";
import { pruneJobs } from "../../../src/platform/queue/prune.ts";
import { releaseJobs, sweepJobs } from "../../../src/platform/queue/sweep.ts";
import { runJob } from "../../../src/platform/queue/work.ts";
import { eventually } from "../../support/eventually.ts";
import { makeJob, silentDeps } from "../../support/lanes.ts";

type Row = Record<"state" | "last_error", string | null> &
  Record<"attempts" | "run_at" | "started_at" | "finished_at", number>;

const dayMs = 24 * 3600 * 1000;
const notNow = async () => Promise.reject(new Error("not now"));
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const rowOf = (id: string) => env.DB.prepare("SELECT * FROM jobs WHERE id = ?").bind(id).first<Row>();
const Input = z.object({ name: z.string() });

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM jobs").run();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Jobs that note their names in the order in which they are done. */
function noting() {
  const done: string[] = [];
  const note = async (_: Deps, { name }: z.infer<typeof Input>) => void done.push(name);
  const jobs = {
    high: defineJob("test.high", "delivery", Input, note, { priority: "high" }),
    normal: defineJob("test.normal", "delivery", Input, note),
    mail: defineJob("test.mail", "email", Input, note),
  };
  const table: Job<Deps>[] = Object.values(jobs);
  return { done, table, ...jobs };
}

describe("a kind of job", () => {
  test("is tried as often as its policy says, and waits as long", async ({ expect }) => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { deps, woken } = silentDeps();
    const retry = { maxAttempts: 3, firstPauseMs: 5_000, factor: 3, maxPauseMs: 10_000 };
    const job = defineJob("test.stubborn", "payments", Input, notNow, { retry });
    const id = await makeJob(deps, job, { name: "x" });
    const states = [];

    for (let attempt = 0; attempt < 4; attempt += 1) {
      await runJob(deps, [job], id);
      states.push((await rowOf(id))?.state);
      later(60_000);
    }

    expect(states).toEqual(["failed", "failed", "dead", "dead"]);
    expect(await rowOf(id)).toMatchObject({ attempts: 3, last_error: "not now", finished_at: expect.any(Number) });
    expect(woken).toEqual([
      { queue: "payments", id, delaySeconds: 5 },
      { queue: "payments", id, delaySeconds: 10 },
    ]);
  });

  test("that gives up is dead at once", async ({ expect }) => {
    const { deps, woken } = silentDeps();
    const job = defineJob("test.hopeless", "payments", Input, async () => {
      throw new GiveUp("there is no such account");
    });
    const id = await makeJob(deps, job, { name: "x" });

    await runJob(deps, [job], id);

    expect(await rowOf(id)).toMatchObject({ state: "dead", attempts: 1, last_error: "there is no such account" });
    expect(woken).toEqual([]);
  });

  test("is told when it is tried for the last time", async ({ expect }) => {
    const { deps } = silentDeps();
    const seen: boolean[] = [];
    const run = async (_: Deps, __: object, ___: string, { isLast }: { isLast: boolean }) => {
      seen.push(isLast);
      throw new Error("not now");
    };
    const job = defineJob("test.told", "email", Input, run, { retry: { maxAttempts: 2, firstPauseMs: 10 } });
    const id = await makeJob(deps, job, { name: "x" });

    for (let attempt = 0; attempt < 2; attempt += 1) {
      await runJob(deps, [job], id);
      later(1_000);
    }

    expect(seen).toEqual([false, true]);
  });

  test("that nobody knows any more is dead, and is no reason for others to wait", async ({ expect }) => {
    const { deps } = silentDeps();
    const { done, table, mail } = noting();
    const unknown = { type: "test.forgotten", queue: "email", input: Input } as const;
    const id = await makeJob(deps, unknown, { name: "x" });
    await makeJob(deps, mail, { name: "mail" });

    await sweepJobs(deps, table, { isAwaited: false });

    expect(await rowOf(id)).toMatchObject({ state: "dead", last_error: "no job is called test.forgotten" });
    expect(done).toEqual(["mail"]);
  });

  test("whose input does not fit is tried again and then given up like any other", async ({ expect }) => {
    const { deps } = silentDeps();
    const { done, table } = noting();
    const id = await makeJob(deps, { type: "test.mail", queue: "email", input: z.object({}) }, {});

    for (let attempt = 0; attempt < 11; attempt += 1) {
      await sweepJobs(deps, table, { isAwaited: false });
      later(3600 * 1000 + 1);
    }

    expect(await rowOf(id)).toMatchObject({ state: "dead", attempts: 10 });
    expect(done).toEqual([]);
  });
});

describe("the sweep", () => {
  test("does what is high before what is older, in one queue", async ({ expect }) => {
    const { deps } = silentDeps();
    const { done, table, high, normal } = noting();
    for (const name of ["one", "two", "three"]) await makeJob(deps, normal, { name });
    await makeJob(deps, high, { name: "urgent" });
    vi.spyOn(Math, "random").mockReturnValue(0);

    await sweepJobs(deps, table, { isAwaited: false });

    expect(done).toEqual(["urgent", "one", "two", "three"]);
  });

  test("lets no queue wait for the backlog of another", async ({ expect }) => {
    const { deps, woken } = silentDeps();
    const { done, table, normal, mail } = noting();
    for (let at = 0; at < 60; at += 1) await makeJob(deps, normal, { name: `flood ${at}` });
    const id = await makeJob(deps, mail, { name: "mail" });

    await sweepJobs(deps, table, { isAwaited: false });

    expect(done).toContain("mail");
    expect(await rowOf(id)).toMatchObject({ state: "succeeded" });
    expect(done.length + woken.length).toBeLessThanOrEqual(60);
  });

  test("is not held up in one queue by what takes long in another", async ({ expect }) => {
    const { deps } = silentDeps();
    const { done, table, mail } = noting();
    const slow = Promise.withResolvers<void>();
    const waiting = defineJob("test.waiting", "payments", Input, () => slow.promise);
    await makeJob(deps, waiting, { name: "slow" });
    await makeJob(deps, mail, { name: "mail" });

    const sweeping = sweepJobs(deps, [...table, waiting], { isAwaited: false });
    await eventually(() => expect(done).toEqual(["mail"]));
    slow.resolve();
    await sweeping;
  });

  test("takes over jobs whose workers were lost, tells of it, and in the end gives them up", async ({ expect }) => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    const { deps } = silentDeps();
    const { table, mail } = noting();
    const [lost, hopeless] = [await makeJob(deps, mail, { name: "lost" }), await makeJob(deps, mail, { name: "x" })];
    const seize = "UPDATE jobs SET state = 'running', attempts = ?, run_at = 0 WHERE id = ?";
    await env.DB.batch([env.DB.prepare(seize).bind(1, lost), env.DB.prepare(seize).bind(10, hopeless)]);

    await sweepJobs(deps, table, { isAwaited: false });

    expect(await rowOf(lost)).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(await rowOf(hopeless)).toMatchObject({ state: "dead", last_error: "its worker was lost each time" });
    expect(log.mock.calls.map(String).filter((line) => line.includes("had stalled"))).toHaveLength(2);
  });

  test("finds at once what was freed after the only runtime died, and nothing that was taken since", async ({
    expect,
  }) => {
    const { deps } = silentDeps();
    const { done, table, mail } = noting();
    const [before, after] = [
      await makeJob(deps, mail, { name: "before" }),
      await makeJob(deps, mail, { name: "after" }),
    ];
    const diedAt = Date.now();
    const take = "UPDATE jobs SET state = 'running', attempts = 1, run_at = ? WHERE id = ?";
    await env.DB.batch([
      env.DB.prepare(take).bind(diedAt + 59_000, before),
      env.DB.prepare(take).bind(diedAt + 61_000, after),
    ]);

    await releaseJobs(deps, diedAt);
    await sweepJobs(deps, table, { isAwaited: true });

    expect(done).toEqual(["before"]);
    expect(await rowOf(after)).toMatchObject({ state: "running", attempts: 1 });
  });

  test("leaves what is for later until then", async ({ expect }) => {
    const { deps } = silentDeps();
    const { done, table, mail } = noting();
    const id = await makeJob(deps, mail, { name: "later" });
    await env.DB.prepare("UPDATE jobs SET run_at = ? WHERE id = ?")
      .bind(Date.now() + 5_000, id)
      .run();

    await sweepJobs(deps, table, { isAwaited: false });
    const early = [...done];
    later(6_000);
    await sweepJobs(deps, table, { isAwaited: false });

    expect([early, done]).toEqual([[], ["later"]]);
  });
});

const insertOld = (state: string, count: number, finishedAt: number) =>
  env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO jobs (id, type, idempotency_key, sealed_input, state, run_at, created_at, finished_at)
     SELECT ? || i, 'test.old', ? || i, '', ?, 0, 0, ? FROM n`,
  )
    .bind(count, `job_${state}`, state, state, finishedAt)
    .run();
const countByState = async () => {
  const { results } = await env.DB.prepare("SELECT state, count(*) AS n FROM jobs GROUP BY state").all<{
    state: string;
    n: number;
  }>();
  return Object.fromEntries(results.map(({ state, n }) => [state, n]));
};

describe("old jobs", () => {
  test("are removed after JOB_RETENTION_DAYS in bounded steps, those given up later", async ({ expect }) => {
    const { deps } = silentDeps({ JOB_RETENTION_DAYS: "2" });
    const old = Date.now() - 3 * dayMs;
    await insertOld("succeeded", 3_100, old);
    await insertOld("cancelled", 10, old);
    await insertOld("dead", 10, old);
    await insertOld("queued", 10, old);

    await pruneJobs(deps);
    const first = await countByState();
    await pruneJobs(deps);
    const second = await countByState();
    later(6 * dayMs);
    await pruneJobs(deps);

    expect((first["succeeded"] ?? 0) + (first["cancelled"] ?? 0)).toBe(610);
    expect(second).toEqual({ dead: 10, queued: 10 });
    expect(await countByState()).toEqual({ queued: 10 });
  });

  test("that are young are kept", async ({ expect }) => {
    const { deps } = silentDeps({ JOB_RETENTION_DAYS: "2" });
    await insertOld("succeeded", 3, Date.now() - dayMs);

    await pruneJobs(deps);

    expect(await countByState()).toEqual({ succeeded: 3 });
  });
});
