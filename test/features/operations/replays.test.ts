import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import { createReplayJob } from "../../../src/features/operations/index.ts";
import type { Deps } from "../../../src/deps.ts";
import { defineEvent } from "../../../src/platform/events/event.ts";
import { type Reaction, reactTo } from "../../../src/platform/events/reaction.ts";
import { sweepEvents } from "../../../src/platform/events/sweep.ts";
import type { Job } from "../../../src/platform/queue/job.ts";
import { sweepJobs } from "../../../src/platform/queue/sweep.ts";
import { eventually } from "../../support/eventually.ts";
import { newIsolate } from "../../support/isolate.ts";
import { happen, makeJob, silentDeps, silentQueues } from "../../support/lanes.ts";
import { type Person } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

type Replay = {
  dryRun: boolean;
  events: number;
  complete: boolean;
  jobId: string | null;
  reactions: { reaction: string; events: number }[];
};

const path = "/api/v1/admin/events/replay";
const verification = "users.verification-requested";
const told = defineEvent("test.told", z.object({ at: z.number() }));
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const numbers = (count: number) => Array.from({ length: count }, (_, at) => ({ at }));
const count = (sql: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${sql}`).first<number>("n");

let operator: Person;

beforeAll(async () => {
  operator = await signUpAs("operator");
});

beforeEach(async () => {
  await env.DB.batch(["events", "jobs"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

afterEach(() => {
  vi.useRealTimers();
});

const replay = async (json: object) => {
  const answer = await operator.call("POST", path, { json });
  return { status: answer.status, body: await answer.json<Replay>() };
};

/** Reactions that note how often they ran for which event; the second of them came later. */
function listening() {
  const heard: string[] = [];
  const hear = (name: string) =>
    reactTo(told, name, async (_: Deps, { at }) => {
      heard.push(`${name} ${at}`);
      return [];
    });
  return { heard, early: [hear("test.early")], both: [hear("test.early"), hear("test.late")] };
}

/** Has many events happen and be done, before there was a second reaction to them. */
async function doneEvents(deps: Deps, reactions: Reaction<Deps>[], much: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < much; at += 50) ids.push(...(await happen(deps, told, numbers(Math.min(50, much - at)))));
  for (let left = much; left > 0; left -= 25) await sweepEvents(deps, reactions);
  return ids;
}

/** Sweeps until nothing is left to do. @returns how many events were opened at once at most. */
async function workOff(deps: Deps, reactions: Reaction<Deps>[]): Promise<number> {
  const jobs: Job<Deps>[] = [createReplayJob(reactions)];
  let most = 0;
  for (let round = 0; round < 40; round += 1) {
    await sweepJobs(deps, jobs, { isAwaited: false });
    most = Math.max(most, (await count("events WHERE state = 'pending'")) ?? 0);
    await sweepEvents(deps, reactions);
    await sweepEvents(deps, reactions);
    later(3_000);
    if ((await count("jobs WHERE state IN ('queued', 'failed', 'running')")) === 0) return most;
  }
  return most;
}

/** Events of the real catalogue that nobody has reacted to, as if their reactions had failed for good. */
const giveUp = (much: number) =>
  env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO events (id, type, payload, occurred_at, next_attempt_at, state)
     SELECT printf('evt_01k%023d', i), 'users.verification-requested', '{"registrationId":null}', 0, 0, 'dead' FROM n`,
  )
    .bind(much)
    .run();

const wholeReplay = { replayId: "test", after: "" };

describe("a replay of many events", () => {
  test("runs in bounded batches what never ran, and nothing twice", async ({ expect }) => {
    const { deps } = silentDeps();
    const { heard, early, both } = listening();
    await doneEvents(deps, early, 120);
    heard.length = 0;
    await makeJob(deps, createReplayJob(both), { ...wholeReplay, type: "test.told" });

    const most = await workOff(deps, both);

    expect(most).toBe(50);
    expect(heard).toHaveLength(120);
    expect(heard.every((one) => one.startsWith("test.late"))).toBe(true);
    expect(await count("events WHERE state = 'done' AND replays = 1")).toBe(120);
    expect(await count("jobs WHERE state = 'succeeded'")).toBe(3);
  });

  test("of what has taken effect opens nothing", async ({ expect }) => {
    const { deps } = silentDeps();
    const { heard, both } = listening();
    await doneEvents(deps, both, 60);
    heard.length = 0;
    await makeJob(deps, createReplayJob(both), wholeReplay);

    const most = await workOff(deps, both);

    expect([most, heard, await count("events WHERE replays > 0")]).toEqual([0, [], 0]);
  });

  test("whose step is run twice, and at once, has its effects once", async ({ expect }) => {
    const { deps } = silentDeps();
    const { heard, early, both } = listening();
    await doneEvents(deps, early, 20);
    heard.length = 0;
    const job = createReplayJob(both);
    const run = { attempt: 1, isLast: false, extendLease: async () => true };

    await Promise.all([1, 2].map((at) => job.run(deps, wholeReplay, `job_${at}`, run)));
    await Promise.all([sweepEvents(deps, both), sweepEvents(silentDeps().deps, both)]);

    expect(await count("event_reactions WHERE reaction = 'test.late'")).toBe(20);
    expect(await count("events WHERE state <> 'done'")).toBe(0);
  });

  test("whose step is run twice goes on once", async ({ expect }) => {
    const { deps } = silentDeps();
    const { early, both } = listening();
    await doneEvents(deps, early, 170);
    const job = createReplayJob(both);
    const run = { attempt: 1, isLast: false, extendLease: async () => true };

    // The second time there is less to open, and so another event to go on behind.
    for (const at of [1, 2]) await job.run(deps, wholeReplay, `job_${at}`, run);

    expect(await count("jobs")).toBe(1);
  });

  test("does not wait for the sweep between its steps", async ({ expect }) => {
    const { bindings, woken } = silentQueues();
    await giveUp(60);
    const jobId = await makeJob(silentDeps().deps, createReplayJob([]), { ...wholeReplay, type: verification });

    await newIsolate(bindings).deliver("atrium-events", [{ jobId }]);

    const next = await env.DB.prepare("SELECT id FROM jobs WHERE id <> ?").bind(jobId).first<{ id: string }>();
    expect(woken.filter(({ id }) => !id.startsWith("evt_"))).toEqual([
      { queue: "events", id: next?.id, delaySeconds: 2 },
    ]);
  });

  test("is for a span of time and for one reaction, where that is said", async ({ expect }) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    const { deps } = silentDeps();
    const { heard, early, both } = listening();
    await doneEvents(deps, early, 2);
    later(10_000);
    const from = Date.now();
    await doneEvents(deps, [], 2);
    later(10_000);
    const to = Date.now();
    await doneEvents(deps, early, 2);
    heard.length = 0;
    await makeJob(deps, createReplayJob(both), { ...wholeReplay, from, to, reaction: "test.late" });

    await workOff(deps, both);

    expect(heard).toEqual(["test.late 0", "test.late 1"]);
  });

  test("goes on for a reaction that had failed for good, and leaves the other one so", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const { deps } = silentDeps();
    const { heard, both } = listening();
    const fail = (name: string) => reactTo(told, name, async () => Promise.reject(new Error("not now")));
    const [id = ""] = await happen(deps, told, [{ at: 0 }]);
    await sweepEvents(deps, [fail("test.early"), fail("test.late")]);
    await env.DB.prepare("UPDATE events SET state = 'dead' WHERE id = ?").bind(id).run();
    await makeJob(deps, createReplayJob(both), { ...wholeReplay, reaction: "test.late" });

    await workOff(deps, both);

    expect(heard).toEqual(["test.late 0"]);
    expect(await count("events WHERE state = 'dead' AND only IS NULL")).toBe(1);
    vi.restoreAllMocks();
  });
});

describe("the call that replays", () => {
  const reaction = "users.send-verification";

  test("says what it would do, and does nothing", async ({ expect }) => {
    await giveUp(30);

    const { status, body } = await replay({ type: "users.verification-requested", dryRun: true });

    expect(status).toBe(200);
    expect(body).toEqual({
      dryRun: true,
      events: 30,
      complete: true,
      reactions: [{ reaction, events: 30 }],
      jobId: null,
    });
    expect([await count("events WHERE state = 'dead'"), await count("jobs")]).toEqual([30, 0]);
  });

  test("looks at ten thousand events at most before it answers", async ({ expect }) => {
    await giveUp(10_050);

    const { body } = await replay({ reaction, dryRun: true });

    expect(body).toMatchObject({ complete: false, events: 10_001 });
  });

  test("has a job do it, and the effects come once", async ({ expect }) => {
    await giveUp(3);

    const { status, body } = await replay({ reaction, dryRun: false });
    await eventually(async () => expect(await count("events WHERE state = 'done'")).toBe(3));

    expect(status).toBe(202);
    expect(body).toMatchObject({ dryRun: false, events: 3, jobId: expect.stringMatching(/^job_/) });
    expect(await count("event_reactions")).toBe(3);
    const job = await operator.call("GET", `/api/v1/admin/jobs/${body.jobId}`);
    expect(await job.json()).toMatchObject({ type: "operations.replay-events", state: "succeeded" });
  });

  test("made again with the same key is one replay", async ({ expect }) => {
    await giveUp(1);
    const headers = { "idempotency-key": crypto.randomUUID() };
    const once = () => operator.call("POST", path, { json: { dryRun: false }, headers });

    const answers = [await (await once()).json<Replay>(), await (await once()).json<Replay>()];

    expect(answers[1]).toEqual(answers[0]);
    expect(await count("jobs WHERE type = 'operations.replay-events'")).toBe(1);
  });

  test("refuses a reaction that is none, or to other events", async ({ expect }) => {
    const answers = await Promise.all([
      replay({ reaction: "no.reaction", dryRun: false }),
      replay({ type: "user.blocked", reaction, dryRun: false }),
      replay({}),
      replay({ dryRun: false, from: "yesterday" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(await count("jobs")).toBe(0);
  });
});
