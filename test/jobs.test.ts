import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { newAddress } from "./support/http.ts";
import { brokenQueue, failingDatabase, lossyQueue, newIsolate } from "./support/isolate.ts";
import { codeIn, mailsTo, newName, password, tokenIn } from "./support/people.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const withoutQueues = { EVENTS_QUEUE: lossyQueue, EVENTS_HIGH_QUEUE: lossyQueue, EMAIL_QUEUE: lossyQueue };
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const outboxFails = (times?: number) => ({
  ...withoutQueues,
  DB: failingDatabase('into "outbox"', "D1_ERROR: disk I/O error", times),
});

type JobRow = { id: string; state: string; attempts: number; last_error: string | null };

/** Has somebody register, and gives the job that is to send the mail; no message tells of it. */
async function newJob(isolate = newIsolate(withoutQueues)) {
  const username = newName();
  const email = `${username}@example.com`;
  await isolate.call("POST", "/api/v1/auth/register", { json: { email, username, password }, from: newAddress() });
  const row = await env.DB.prepare("SELECT id FROM jobs ORDER BY id DESC LIMIT 1").first<{ id: string }>();
  const jobId = row?.id ?? "";
  const state = () => env.DB.prepare("SELECT * FROM jobs WHERE id = ?").bind(jobId).first<JobRow>();
  return { email, jobId, state };
}

describe("a job", () => {
  test("whose message comes twice is done once", async ({ expect }) => {
    const { email, jobId, state } = await newJob();
    const isolate = newIsolate();

    const result = await isolate.deliver("atrium-email", [{ jobId }, { jobId }]);
    await isolate.deliver("atrium-email", [{ jobId }]);

    expect(result.explicitAcks).toHaveLength(2);
    expect(result.retryMessages).toEqual([]);
    expect(await mailsTo(email)).toHaveLength(1);
    expect(await state()).toMatchObject({ state: "succeeded", attempts: 1 });
  });

  test("whose message comes to many at once is done by one of them", async ({ expect }) => {
    const { email, jobId, state } = await newJob();

    await Promise.all(Array.from({ length: 8 }, () => newIsolate().deliver("atrium-email", [{ jobId }])));

    expect(await state()).toMatchObject({ state: "succeeded", attempts: 1 });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("whose message was lost is found by the sweep, and two sweeps at once do it once", async ({ expect }) => {
    const { email, state } = await newJob();

    await Promise.all([newIsolate(withoutQueues).sweep(), newIsolate(withoutQueues).sweep()]);
    await newIsolate(withoutQueues).sweep();

    expect(await mailsTo(email)).toHaveLength(1);
    expect(await state()).toMatchObject({ state: "succeeded", attempts: 1 });
  });

  test("that fails three times and then succeeds sends one mail", async ({ expect }) => {
    const { email, jobId, state } = await newJob();
    const failing = newIsolate(outboxFails(3));
    const states = [];

    for (let attempt = 0; attempt < 4; attempt += 1) {
      await failing.deliver("atrium-email", [{ jobId }]);
      states.push(await state());
      later(10_000);
    }

    expect(states).toMatchObject([
      { state: "failed", attempts: 1 },
      { state: "failed", attempts: 2 },
      { state: "failed", attempts: 3 },
      { state: "succeeded", attempts: 4, last_error: null },
    ]);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("that failed is not run before its time, however often it is asked for", async ({ expect }) => {
    const { jobId, state } = await newJob();
    const failing = newIsolate(outboxFails(1));
    vi.setSystemTime(Date.now());
    await failing.deliver("atrium-email", [{ jobId }]);

    await failing.deliver("atrium-email", [{ jobId }]);
    await failing.sweep();

    expect(await state()).toMatchObject({ state: "failed", attempts: 1 });
  });

  test("that never succeeds is given up after twenty tries", async ({ expect }) => {
    const { email, state } = await newJob();
    const failing = newIsolate(outboxFails());

    for (let attempt = 0; attempt < 22; attempt += 1) {
      later(3600 * 1000 + 1);
      await failing.sweep();
    }
    await newIsolate(withoutQueues).sweep();

    expect(await state()).toMatchObject({
      state: "dead",
      attempts: 20,
      last_error: expect.stringContaining("disk I/O error"),
    });
    expect(await mailsTo(email)).toHaveLength(0);
  });

  test("that died with its worker is taken over after a minute, and not before", async ({ expect }) => {
    const { email, jobId, state } = await newJob();
    await env.DB.prepare("UPDATE jobs SET state = 'running', attempts = 1, run_at = ? WHERE id = ?")
      .bind(Date.now() + 60_000, jobId)
      .run();
    const isolate = newIsolate(withoutQueues);

    await isolate.deliver("atrium-email", [{ jobId }]);
    await isolate.sweep();
    const early = await state();
    later(61_000);
    await isolate.sweep();

    expect(early).toMatchObject({ state: "running", attempts: 1 });
    expect(await state()).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("that failed holds up no other, even while the queue takes nothing", async ({ expect }) => {
    const first = await newJob();
    const second = await newJob();
    const bindings = { EVENTS_QUEUE: brokenQueue, EMAIL_QUEUE: brokenQueue };
    const failing = newIsolate({ ...bindings, DB: failingDatabase('into "outbox"', "D1_ERROR: disk I/O error", 1) });

    await failing.sweep();

    expect((await first.state())?.state).toBe("failed");
    expect((await second.state())?.state).toBe("succeeded");
  });

  test("writes nothing secret down when it fails", async ({ expect }) => {
    const log = vi.spyOn(console, "log");
    const { email, jobId, state } = await newJob();
    await newIsolate(outboxFails(1)).deliver("atrium-email", [{ jobId }]);
    const failed = await state();
    later(10_000);
    await newIsolate(withoutQueues).sweep();

    const [mail] = await mailsTo(email);
    const written = JSON.stringify([failed, log.mock.calls]);
    expect(written).toContain("disk I/O error");
    expect(mail && [codeIn(mail), tokenIn(mail)].filter((secret) => written.includes(secret))).toEqual([]);
    expect(written).not.toContain(password);
    expect(written).not.toContain("$argon2id$");
  });
});

describe("a batch of messages", () => {
  test("with a poisoned one among them does the others", async ({ expect }) => {
    const one = await newJob();
    const other = await newJob();
    const poison = [null, "text", {}, { jobId: 1 }, { jobId: "x", eventId: "y" }, { jobId: one.jobId, more: 1 }];

    const result = await newIsolate(withoutQueues).deliver("atrium-email", [
      { jobId: one.jobId },
      ...poison,
      { jobId: other.jobId },
    ]);

    expect(result.outcome).toBe("ok");
    expect(result.explicitAcks).toEqual(["m0", "m7"]);
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(["m1", "m2", "m3", "m4", "m5", "m6"]);
    expect([await mailsTo(one.email), await mailsTo(other.email)].map(({ length }) => length)).toEqual([1, 1]);
  });

  test("that names what is not there is done with", async ({ expect }) => {
    const result = await newIsolate(withoutQueues).deliver("atrium-events", [
      { jobId: "job_01h455vb4pex5vsknk084sn02q" },
      { eventId: "evt_01h455vb4pex5vsknk084sn02q" },
    ]);

    expect(result.explicitAcks).toEqual(["m0", "m1"]);
  });

  test("is asked for again later while the database is away", async ({ expect }) => {
    const { jobId, email } = await newJob();
    const away = newIsolate({ ...withoutQueues, DB: failingDatabase("", "D1_ERROR: Network connection lost.") });

    const result = await away.deliver("atrium-email", [{ jobId }]);
    const again = await newIsolate(withoutQueues).deliver("atrium-email", [{ jobId }]);

    expect(result.retryMessages).toEqual([{ msgId: "m0" }]);
    expect(again.explicitAcks).toEqual(["m0"]);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("that was given up is acknowledged and told to the operators", async ({ expect }) => {
    const log = vi.spyOn(console, "log");
    const { jobId, email } = await newJob();

    const result = await newIsolate(withoutQueues).deliver("atrium-email-dead", [{ jobId }, "poison"]);
    await newIsolate(withoutQueues).sweep();

    expect(result.explicitAcks).toEqual(["m0", "m1"]);
    expect(log.mock.calls.map(String).filter((line) => line.includes("given up"))).toHaveLength(2);
    expect(await mailsTo(email)).toHaveLength(1);
  });
});

describe("the sweep", () => {
  test("works off a backlog round by round, the oldest first", async ({ expect }) => {
    const { email, jobId } = await newJob();
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
       INSERT INTO jobs (id, type, idempotency_key, sealed_input, state, attempts, run_at, created_at)
       SELECT printf('job_00%024d', i), 'no.such-job', 'backlog:' || i, sealed_input, 'queued', 0, 0, created_at FROM jobs, n WHERE id = ?`,
    )
      .bind(jobId)
      .run();

    for (let round = 0; round < 3; round += 1) await newIsolate(withoutQueues).sweep();

    const left = await env.DB.prepare("SELECT count(*) AS n FROM jobs WHERE state = 'queued'").first();
    expect(left).toEqual({ n: 0 });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("does what it does itself before it wakes others for what takes long", async ({ expect }) => {
    const { jobId, state } = await newJob();
    const at = Date.now() - 1_000;
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
       INSERT INTO jobs (id, type, idempotency_key, sealed_input, state, attempts, run_at, created_at)
       SELECT printf('job_01%024d', i), 'companions.answer', 'slow:' || i, sealed_input, 'queued', 0, ?, created_at FROM jobs, n WHERE id = ?`,
    )
      .bind(at, jobId)
      .run();
    const woken: unknown[] = [];
    const AI_QUEUE = { send: async () => void woken.push((await state())?.state) };

    await newIsolate({ ...withoutQueues, AI_QUEUE }).sweep();

    expect(woken).toEqual(Array.from({ length: 10 }, () => "succeeded"));
  });

  test("removes what is past its time", async ({ expect }) => {
    const { jobId } = await newJob();
    await newIsolate(withoutQueues).sweep();
    later(8 * 24 * 3600 * 1000);

    await newIsolate(withoutQueues).sweep();

    const counts = await env.DB.prepare(
      "SELECT (SELECT count(*) FROM jobs WHERE id = ?) AS jobs, (SELECT count(*) FROM registrations) AS registrations, (SELECT count(*) FROM outbox) AS mails",
    )
      .bind(jobId)
      .first();
    expect(counts).toEqual({ jobs: 0, registrations: 0, mails: 0 });
  });

  test("does its other chores when one of them fails", async ({ expect }) => {
    const { jobId } = await newJob();
    await newIsolate(withoutQueues).sweep();
    later(8 * 24 * 3600 * 1000);

    await newIsolate({
      ...withoutQueues,
      DB: failingDatabase('from "registrations"', "D1_ERROR: no such table"),
    }).sweep();

    expect(await env.DB.prepare("SELECT 1 FROM jobs WHERE id = ?").bind(jobId).first()).toBeNull();
  });
});
