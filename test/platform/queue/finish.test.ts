import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import type { JobRun } from "../../../src/platform/queue/job.ts";
import { defineJob } from "../../../src/platform/queue/job.ts";
import { runJob } from "../../../src/platform/queue/work.ts";
import { failingDatabase } from "../../support/isolate.ts";
import { makeJob, silentDeps } from "../../support/lanes.ts";

const Input = z.object({});
const rowOf = (id: string) => env.DB.prepare("SELECT * FROM jobs WHERE id = ?").bind(id).first();

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM jobs").run();
});

afterEach(() => vi.restoreAllMocks());

describe("a job that has done what it was to do", () => {
  test("is not done again because a database could not write that down at once", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const { deps, woken } = silentDeps({ DB: failingDatabase('into "timings"', "D1_ERROR: is overloaded", 2) });
    let runs = 0;
    const job = defineJob("test.done", "email", Input, async () => void (runs += 1));
    const id = await makeJob(deps, job, {});

    await runJob(deps, [job], id);
    await runJob(deps, [job], id);

    expect(runs).toBe(1);
    expect(await rowOf(id)).toMatchObject({ state: "succeeded", attempts: 1, last_error: null });
    expect(woken).toEqual([]);
  });

  test("is not tried again at once where nobody can write that down: its lease must be over", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const { deps, woken } = silentDeps({ DB: failingDatabase('into "timings"', "D1_ERROR: is overloaded") });
    let runs = 0;
    const job = defineJob("test.done", "email", Input, async () => void (runs += 1));
    const id = await makeJob(deps, job, {});

    await runJob(deps, [job], id).catch(() => undefined);
    await runJob(deps, [job], id);

    expect(runs).toBe(1);
    expect(await rowOf(id)).toMatchObject({ state: "running", attempts: 1 });
    expect(woken).toEqual([]);
  });
});

test("a run that has lost its job wakes nobody when it fails", async ({ expect }) => {
  vi.spyOn(console, "log").mockReturnValue();
  const { deps, woken } = silentDeps();
  const held: boolean[] = [];
  const job = defineJob("test.late", "email", Input, async (_, __, jobId, run: JobRun) => {
    held.push(await run.extendLease());
    await env.DB.prepare("UPDATE jobs SET attempts = 2 WHERE id = ?").bind(jobId).run();
    held.push(await run.extendLease());
    throw new Error("too late");
  });
  const id = await makeJob(deps, job, {});

  await runJob(deps, [job], id);

  expect(held).toEqual([true, false]);
  expect(await rowOf(id)).toMatchObject({ state: "running", attempts: 2 });
  expect(woken).toEqual([]);
});
