import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import type { Deps } from "../../../src/deps.ts";
import { dispatchEvents } from "../../../src/platform/events/dispatch.ts";
import { defineEvent } from "../../../src/platform/events/event.ts";
import { reactTo } from "../../../src/platform/events/reaction.ts";
import { releaseEvents, sweepEvents } from "../../../src/platform/events/sweep.ts";
import { eventually } from "../../support/eventually.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { happen, silentDeps, silentQueues } from "../../support/lanes.ts";

const claimed = defineEvent("test.claimed", z.object({ name: z.string() }));
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const rowOf = (id: string) =>
  env.DB.prepare("SELECT * FROM events WHERE id = ?")
    .bind(id)
    .first<{ state: string; attempts: number; next_attempt_at: number }>();

beforeEach(async () => {
  await env.DB.batch(["events", "jobs"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A reaction that notes what it hears of, and fails or dies as it is told to. */
function listening(react: (name: string) => Promise<void> = async () => undefined) {
  const heard: string[] = [];
  const reaction = reactTo(claimed, "test.hear-claimed", async (_: Deps, { name }) => {
    heard.push(name);
    await react(name);
    return [];
  });
  return { heard, reactions: [reaction] };
}

describe("an event that waits for its next try", () => {
  test("is left alone by wake-ups that come too early, and they do not multiply", async ({ expect }) => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { deps, woken } = silentDeps();
    const { heard, reactions } = listening(async () => Promise.reject(new Error("not now")));
    const [id = ""] = await happen(deps, claimed, [{ name: "x" }]);
    await dispatchEvents(deps, reactions, [id]);
    later(1_000);
    await Promise.all([1, 2, 3].map(() => dispatchEvents(silentDeps().deps, reactions, [id])));
    woken.length = 0;

    // Two seconds are to pass before the third try.
    for (let wakeUp = 0; wakeUp < 3; wakeUp += 1) await dispatchEvents(deps, reactions, [id]);

    expect(heard).toHaveLength(2);
    expect(woken).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ state: "pending", attempts: 2 });
  });
});

describe("an event whose dispatch dies with its isolate", () => {
  test("has had a try, waits longer each time, and is given up in the end", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const { deps } = silentDeps();
    const { heard, reactions } = listening(() => new Promise(() => undefined));
    const [id = ""] = await happen(deps, claimed, [{ name: "poison" }]);
    const waits = [];

    for (let sweep = 1; sweep <= 12; sweep += 1) {
      // It never comes to an end: whoever runs it is lost.
      void sweepEvents(deps, reactions);
      await eventually(() => expect(heard).toHaveLength(sweep));
      waits.push(((await rowOf(id))?.next_attempt_at ?? 0) - Date.now());
      later(3600 * 1000 + 1);
    }
    await sweepEvents(deps, reactions);

    expect(waits[0]).toBeLessThanOrEqual(30_000);
    expect(waits[1]).toBeGreaterThan(55_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(3600 * 1000);
    expect(heard).toHaveLength(12);
    expect(await rowOf(id)).toMatchObject({ state: "dead", attempts: 12 });
  });

  test("is dispatched at once where the only runtime there was has died", async ({ expect }) => {
    const { deps } = silentDeps();
    const dying = listening(() => new Promise(() => undefined));
    const well = listening();
    const [id = ""] = await happen(deps, claimed, [{ name: "x" }]);
    void sweepEvents(deps, dying.reactions);
    await eventually(() => expect(dying.heard).toEqual(["x"]));

    await sweepEvents(deps, well.reactions);
    expect(well.heard).toEqual([]);
    await releaseEvents(deps, Date.now());
    await sweepEvents(deps, well.reactions);

    expect(well.heard).toEqual(["x"]);
    expect(await rowOf(id)).toMatchObject({ state: "done" });
  });
});

describe("the sweep", () => {
  test("goes on to the next event when one of them cannot be dispatched", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const { deps } = silentDeps({ DB: failingDatabase('from "event_reactions"', "D1_ERROR: disk I/O error", 1) });
    const { heard, reactions } = listening();
    await happen(deps, claimed, [{ name: "one" }, { name: "other" }]);

    await sweepEvents(deps, reactions);

    expect(heard).toEqual(["other"]);
  });

  test("does the jobs although no event can be read", async ({ expect }) => {
    vi.spyOn(console, "log").mockReturnValue();
    const unknown = "INSERT INTO jobs (id, type, idempotency_key, sealed_input, run_at, created_at)";
    await env.DB.prepare(`${unknown} VALUES ('job_x', 'test.forgotten', 'x', '', 0, 0)`).run();
    const isolate = newIsolate({ ...silentQueues().bindings, DB: failingDatabase('from "events"', "D1_ERROR: no") });

    await isolate.sweep();

    expect(await env.DB.prepare("SELECT state FROM jobs WHERE id = 'job_x'").first("state")).toBe("dead");
  });
});
