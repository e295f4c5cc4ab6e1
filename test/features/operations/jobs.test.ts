import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, test, vi } from "vitest";
import { sendMailJob } from "../../../src/platform/delivery/send-mail.ts";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { silentQueues } from "../../support/lanes.ts";
import { codeIn, mailsTo, mailTo, newName, password, type Person, signUp, tokenIn } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

type Job = {
  id: string;
  type: string;
  queue: string;
  state: string;
  attempts: number;
  lastError: string | null;
  nextAttemptAt: string | null;
};
type Page = { items: Job[]; nextCursor: string | null };

const path = "/api/v1/admin/jobs";
const tries = sendMailJob.retry.maxAttempts;
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const outboxFails = () => ({
  ...silentQueues().bindings,
  DB: failingDatabase('into "outbox"', "D1_ERROR: disk I/O error"),
});

let operator: Person;

beforeAll(async () => {
  operator = await signUpAs("operator");
  // Nothing follows any more from signing up.
  await mailTo(operator.email, "welcome");
});

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM jobs").run();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const list = async (query = "") => (await operator.call("GET", `${path}?${query}`)).json<Page>();
const read = async (id: string) => (await operator.call("GET", `${path}/${id}`)).json<Job>();
const retry = (id: string, by = operator) => by.call("POST", `${path}/${id}/retry`);
const cancel = (id: string, by = operator) => by.call("POST", `${path}/${id}/cancel`);

/** Has somebody register; the job that is to send the mail waits for the sweep. */
async function waitingJob(): Promise<{ id: string; email: string }> {
  const username = newName();
  const email = `${username}@example.com`;
  const isolate = newIsolate(silentQueues().bindings);
  await isolate.call("POST", "/api/v1/auth/register", { json: { email, username, password }, from: newAddress() });
  const row = await env.DB.prepare("SELECT id FROM jobs ORDER BY id DESC LIMIT 1").first<{ id: string }>();
  return { id: row?.id ?? "", email };
}

/** The same, tried once in vain. */
async function failedJob() {
  vi.spyOn(console, "log").mockReturnValue();
  const job = await waitingJob();
  await newIsolate(outboxFails()).deliver("atrium-email", [{ jobId: job.id }]);
  return job;
}

/** The same, tried as often as it may be. */
async function deadJob() {
  vi.spyOn(console, "log").mockReturnValue();
  const job = await waitingJob();
  await env.DB.prepare("UPDATE jobs SET attempts = ? WHERE id = ?")
    .bind(tries - 1, job.id)
    .run();
  await newIsolate(outboxFails()).deliver("atrium-email", [{ jobId: job.id }]);
  return job;
}

const setState = (id: string, state: string) =>
  env.DB.prepare("UPDATE jobs SET state = ?, run_at = ? WHERE id = ?")
    .bind(state, Date.now() + 60_000, id)
    .run();

describe("the list of jobs", () => {
  test("shows the newest first, by state, type and queue, page by page", async ({ expect }) => {
    const jobs = [await waitingJob(), await failedJob(), await deadJob()];
    const [queued = "", failed = "", dead = ""] = jobs.map(({ id }) => id);

    const queries = ["", "state=dead", "state=failed&queue=email", "type=delivery.send-mail&state=queued", "queue=ai"];
    const pages = await Promise.all(queries.map(list));
    const first = await list("limit=2");
    const second = await list(`limit=2&cursor=${first.nextCursor}`);

    // Something else may follow from signing the operator in.
    const known = new Set(jobs.map(({ id }) => id));
    const ids = pages.map(({ items }) => items.map(({ id }) => id).filter((id) => known.has(id)));
    expect(ids).toEqual([[dead, failed, queued], [dead], [failed], [queued], []]);
    expect([...first.items, ...second.items].map(({ id }) => id).slice(0, 3)).toEqual([dead, failed, queued]);
    expect(pages.map(({ nextCursor }) => nextCursor)).toEqual([null, null, null, null, null]);
  });

  test("tells how far each has come", async ({ expect }) => {
    await deadJob();
    await newIsolate(silentQueues().bindings).deliver("atrium-email", [{ jobId: (await waitingJob()).id }]);

    const { items } = await list();

    expect(items).toMatchObject([
      {
        type: "delivery.send-mail",
        queue: "email",
        state: "succeeded",
        attempts: 1,
        lastError: null,
        nextAttemptAt: null,
        startedAt: expect.any(String),
        finishedAt: expect.any(String),
        durationMs: expect.any(Number),
        idempotencyKey: expect.stringMatching(/^mail:verification:evt_/),
      },
      { state: "dead", attempts: tries, lastError: expect.any(String), nextAttemptAt: null },
    ]);
  });

  test("refuses what is no filter of it", async ({ expect }) => {
    const queries = ["state=lost", "queue=x", "cursor=x", "input=x"];

    const answers = await Promise.all(queries.map((query) => operator.call("GET", `${path}?${query}`)));

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  });
});

describe("one job", () => {
  test("is shown under an ETag, and nothing of what it was given but the names", async ({ expect }) => {
    const { id, email } = await waitingJob();

    const answer = await operator.call("GET", `${path}/${id}`);
    const text = await answer.text();
    await newIsolate(silentQueues().bindings).sweep();

    const [mail] = await mailsTo(email);
    expect(JSON.parse(text)).toMatchObject({
      id,
      inputFields: { to: `text of ${email.length}`, text: /^text of \d+$/ },
    });
    expect(answer.headers.get("etag")).toMatch(/^"/);
    const secrets = mail ? [email, codeIn(mail), tokenIn(mail)] : [];
    expect(secrets).toHaveLength(3);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test("that is not there is a 404", async ({ expect }) => {
    const id = "job_01h455vb4pex5vsknk084sn02q";

    const answers = await Promise.all([operator.call("GET", `${path}/${id}`), retry(id), cancel(id), retry("x")]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });
});

describe("trying a job again", () => {
  test("that was poisoned and given up does it, once", async ({ expect }) => {
    const { id, email } = await deadJob();
    await newIsolate(silentQueues().bindings).sweep();
    const dead = await list("state=dead");

    const answer = await retry(id);
    await eventually(async () => expect(await read(id)).toMatchObject({ state: "succeeded", attempts: tries + 1 }));

    expect(dead.items.map((job) => job.id)).toEqual([id]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id, state: "queued", nextAttemptAt: expect.any(String) });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("that waits for its next try does not wait any longer", async ({ expect }) => {
    const { id, email } = await failedJob();
    await env.DB.prepare("UPDATE jobs SET run_at = ? WHERE id = ?")
      .bind(Date.now() + 3600 * 1000, id)
      .run();

    expect((await retry(id)).status).toBe(200);

    await eventually(async () => expect(await read(id)).toMatchObject({ state: "succeeded" }));
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("twice at once is once", async ({ expect }) => {
    const { id, email } = await deadJob();

    const answers = await Promise.all(Array.from({ length: 6 }, () => retry(id)));
    await eventually(async () => expect(await read(id)).toMatchObject({ state: "succeeded", attempts: tries + 1 }));

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("gives it all its tries again", async ({ expect }) => {
    const { id } = await deadJob();
    await setState(id, "dead");
    await newIsolate(outboxFails()).call("POST", `${path}/${id}/retry`, { token: operator.token });

    for (let attempt = 1; attempt <= tries + 1; attempt += 1) {
      await env.DB.prepare("UPDATE jobs SET run_at = 0 WHERE id = ?").bind(id).run();
      await newIsolate(outboxFails()).deliver("atrium-email", [{ jobId: id }]);
      if (attempt === tries - 1) expect(await read(id)).toMatchObject({ state: "failed", attempts: 2 * tries - 1 });
    }

    expect(await read(id)).toMatchObject({ state: "dead", attempts: 2 * tries });
  });

  test.for(["queued", "running", "succeeded", "cancelled"])("is refused while it is %s", async (state, { expect }) => {
    const { id } = await waitingJob();
    await setState(id, state);

    const answer = await retry(id);

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "ILLEGAL_TRANSITION", detail: `The job is ${state}.` });
  });
});

describe("cancelling a job", () => {
  test("that waits has it never done, whoever is woken for it", async ({ expect }) => {
    const jobs = [await waitingJob(), await failedJob()];

    const answers = [];
    for (const { id } of jobs) answers.push(await cancel(id));
    later(60_000);
    await newIsolate().deliver(
      "atrium-email",
      jobs.map(({ id }) => ({ jobId: id })),
    );
    await newIsolate().sweep();
    vi.useRealTimers();

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await list("state=cancelled")).toMatchObject({ items: [{ attempts: 1 }, { attempts: 0 }] });
    expect(await Promise.all(jobs.map(({ email }) => mailsTo(email)))).toEqual([[], []]);
  });

  test.for(["running", "succeeded", "dead", "cancelled"])("is refused while it is %s", async (state, { expect }) => {
    const { id } = await waitingJob();
    await setState(id, state);

    const answer = await cancel(id);

    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: "ILLEGAL_TRANSITION" });
  });

  test("while somebody takes it is one of both", async ({ expect }) => {
    const { id, email } = await waitingJob();

    const [answer] = await Promise.all([
      cancel(id),
      newIsolate(silentQueues().bindings).deliver("atrium-email", [{ jobId: id }]),
    ]);

    const { state } = await read(id);
    const mails = await mailsTo(email);
    expect([answer.status, state, mails.length]).toEqual(
      answer.status === 200 ? [200, "cancelled", 0] : [409, "succeeded", 1],
    );
  });
});

describe("the statistics of jobs", () => {
  type Statistics = { complete: boolean; items: { queue: string; type: string; counts: Record<string, number> }[] };

  test("tell of each queue and kind what waits, what is stuck, and how long it takes", async ({ expect }) => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    await env.DB.prepare("DELETE FROM timings").run();
    const [due, running, , succeeded] = [await waitingJob(), await waitingJob(), await deadJob(), await waitingJob()];
    await newIsolate(silentQueues().bindings).deliver("atrium-email", [{ jobId: succeeded.id }]);
    await setState(running.id, "running");
    const past = Date.now() - 5_000;
    await env.DB.prepare("UPDATE jobs SET run_at = ? WHERE id IN (?, ?)").bind(past, due.id, running.id).run();

    const answer = await operator.call("GET", `${path}/stats`);

    const { complete, items } = await answer.json<Statistics>();
    expect(complete).toBe(true);
    expect(items).toEqual([
      {
        queue: "email",
        type: "delivery.send-mail",
        counts: { queued: 1, running: 1, succeeded: 1, failed: 0, dead: 1, cancelled: 0 },
        stalled: 1,
        lagMs: expect.any(Number),
        failures: 1,
        durationP50Ms: expect.any(Number),
        durationP99Ms: expect.any(Number),
      },
    ]);
    expect(items[0]).toMatchObject({ lagMs: expect.closeTo(5_000, -4) });
    expect(log.mock.calls.map(String).some((line) => line.includes("jobs have stalled"))).toBe(true);
  });
});

describe("the operators' view of jobs", () => {
  test("is for those alone who are permitted, and their acts are written down", async ({ expect }) => {
    const [ada, support] = await Promise.all([signUp(), signUpAs("support")]);
    const { id } = await waitingJob();
    const attempts = [ada, support].flatMap((person) => [
      person.call("GET", path),
      person.call("GET", `${path}/stats`),
      person.call("GET", `${path}/${id}`),
      retry(id, person),
      cancel(id, person),
    ]);

    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    await cancel(id);

    expect(new Set(statuses)).toEqual(new Set([403]));
    expect((await call("GET", path)).status).toBe(401);
    const acts = await env.DB.prepare("SELECT action, result FROM audit_entries WHERE details = ?")
      .bind(JSON.stringify({ jobId: id }))
      .all();
    expect(acts.results).toEqual([{ action: "job.cancel", result: "ok" }]);
  });
});
