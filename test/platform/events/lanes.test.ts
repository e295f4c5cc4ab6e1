import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import type { Deps } from "../../../src/deps.ts";
import { dispatchEvents } from "../../../src/platform/events/dispatch.ts";
import { defineEvent } from "../../../src/platform/events/event.ts";
import { type Reaction, reactTo } from "../../../src/platform/events/reaction.ts";
import { pruneEvents, sweepEvents } from "../../../src/platform/events/sweep.ts";
import { newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { happen, silentDeps, silentQueues } from "../../support/lanes.ts";
import { password, signUp } from "../../support/people.ts";

const Payload = z.object({ name: z.string() });
const urgent = defineEvent("test.urgent", Payload, { priority: "high" });
const ordinary = defineEvent("test.ordinary", Payload);
const dayMs = 24 * 3600 * 1000;

const notNow = async () => Promise.reject(new Error("not now"));
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const named = (count: number, name: string) => Array.from({ length: count }, (_, at) => ({ name: `${name} ${at}` }));
const count = (sql: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${sql}`).first<number>("n");

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM events").run();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Reactions that note what they hear of, in the order in which they do. */
function listening() {
  const heard: string[] = [];
  const note = async (_: Deps, { name }: z.infer<typeof Payload>) => {
    heard.push(name);
    return [];
  };
  const reactions: Reaction<Deps>[] = [
    reactTo(urgent, "test.hear-urgent", note),
    reactTo(ordinary, "test.hear-ordinary", note),
  ];
  return { heard, reactions };
}

describe("the lanes", () => {
  test("keep a flood of 500 ordinary events from delaying one that is urgent", async ({ expect }) => {
    const { deps, woken } = silentDeps();
    const { heard, reactions } = listening();
    for (let round = 0; round < 10; round += 1) await happen(deps, ordinary, named(50, `flood ${round}`));
    later(1_000);
    await happen(deps, urgent, [{ name: "urgent" }]);

    await sweepEvents(deps, reactions);

    expect(heard[0]).toBe("urgent");
    expect(heard).toHaveLength(25);
    expect(new Set(woken.map(({ queue }) => queue))).toEqual(new Set(["events"]));
  });

  test("let no flood of urgent ones starve those that are ordinary", async ({ expect }) => {
    const { deps, woken } = silentDeps();
    const { heard, reactions } = listening();
    for (let round = 0; round < 4; round += 1) await happen(deps, urgent, named(50, `flood ${round}`));
    await happen(deps, ordinary, named(3, "ordinary"));

    await sweepEvents(deps, reactions);

    expect(heard.filter((name) => name.startsWith("ordinary"))).toHaveLength(3);
    expect(heard.filter((name) => name.startsWith("flood"))).toHaveLength(22);
    expect(new Set(woken.map(({ queue }) => queue))).toEqual(new Set(["events-high"]));
  });

  test("work off both backlogs, whatever the queues lose", async ({ expect }) => {
    const { deps } = silentDeps();
    const { heard, reactions } = listening();
    await happen(deps, urgent, named(40, "urgent"));
    await happen(deps, ordinary, named(40, "ordinary"));

    for (let round = 0; round < 4; round += 1) await sweepEvents(deps, reactions);

    expect(new Set(heard).size).toBe(80);
    expect(heard).toHaveLength(80);
    expect(await count("events WHERE state <> 'done'")).toBe(0);
  });

  test("each have a queue of their own for what is to be tried again", async ({ expect }) => {
    const { deps, woken } = silentDeps();
    const reactions = [reactTo(urgent, "test.fail-urgent", notNow), reactTo(ordinary, "test.fail-ordinary", notNow)];
    const [one = ""] = await happen(deps, ordinary, [{ name: "x" }]);
    const [other = ""] = await happen(deps, urgent, [{ name: "x" }]);

    await dispatchEvents(deps, reactions, [one, other]);

    expect(woken.map(({ queue, id }) => [queue, id])).toEqual([
      ["events-high", other],
      ["events", one],
    ]);
  });
});

describe("an urgent event", () => {
  test("whose isolate was killed between commit and reaction has its effect once", async ({ expect }) => {
    const person = await signUp();
    const { bindings } = silentQueues();
    const dead = newIsolate({ ...bindings, DB: failingDatabase('from "events"', "isolate died") });
    const json = { currentPassword: password, newPassword: "a new and long passphrase" };
    await dead.call("POST", "/api/v1/auth/password/change", { json, token: person.token, from: newAddress() });
    const event = await env.DB.prepare("SELECT * FROM events WHERE type = 'users.password-set'").first<{
      id: string;
    }>();
    const body = { eventId: event?.id };

    await Promise.all([
      ...[1, 2, 3].map(() => newIsolate().deliver("atrium-events-high", [body, body])),
      ...[1, 2, 3].map(() => newIsolate().sweep()),
    ]);

    expect(event).toMatchObject({ state: "pending", priority: "high" });
    expect(await count("events WHERE type = 'users.password-set' AND state = 'done'")).toBe(1);
    // What counts them is part of the batch of their effects.
    const effects = await env.DB.prepare(
      "SELECT part, sum(count) AS n FROM timings WHERE type = 'users.password-set' GROUP BY part ORDER BY part",
    ).all();
    expect(effects.results).toEqual([
      { part: "security.unlock", n: 1 },
      { part: "users.end-old-sessions", n: 1 },
    ]);
  });

  test("is told of when its queue gives its message up, and is dispatched all the same", async ({ expect }) => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    const { deps } = silentDeps();
    const { heard, reactions } = listening();
    const [eventId] = await happen(deps, urgent, [{ name: "urgent" }]);

    const result = await newIsolate(silentQueues().bindings).deliver("atrium-events-high-dead", [{ eventId }]);
    await sweepEvents(deps, reactions);

    expect(result.explicitAcks).toEqual(["m0"]);
    expect(log.mock.calls.map(String).some((line) => line.includes("given up"))).toBe(true);
    expect(heard).toEqual(["urgent"]);
  });
});

describe("a reaction that fails", () => {
  test("keeps no other waiting, and is written down with how often and why", async ({ expect }) => {
    const { deps } = silentDeps();
    const { heard, reactions } = listening();
    let failures = 0;
    const failing = reactTo(ordinary, "test.fail-thrice", async () => {
      failures += 1;
      if (failures > 3) return [];
      throw new Error(`not now ${failures}`);
    });
    const [id = ""] = await happen(deps, ordinary, [{ name: "x" }]);
    const rows = [];

    for (let attempt = 0; attempt < 4; attempt += 1) {
      await sweepEvents(deps, [failing, ...reactions]);
      rows.push(await env.DB.prepare("SELECT * FROM event_failures WHERE event_id = ?").bind(id).first());
      later(60_000);
    }

    expect(heard).toEqual(["x"]);
    expect(rows).toMatchObject([
      { reaction: "test.fail-thrice", count: 1, last_error: "not now 1" },
      { count: 2, last_error: "not now 2" },
      { count: 3, last_error: "not now 3" },
      { count: 3, last_error: "not now 3" },
    ]);
    expect(await count("events WHERE state = 'done'")).toBe(1);
  });

  test("has its event tried twelve times, and then given up", async ({ expect }) => {
    const { deps } = silentDeps();
    const failing = reactTo(ordinary, "test.fail-always", async () => Promise.reject(new Error("never")));
    await happen(deps, ordinary, [{ name: "x" }]);

    for (let attempt = 0; attempt < 15; attempt += 1) {
      await sweepEvents(deps, [failing]);
      later(3600 * 1000 + 1);
    }

    expect(await count("events WHERE state = 'dead' AND attempts = 12")).toBe(1);
    expect(await count("event_failures WHERE count = 12")).toBe(1);
  });
});

describe("old events", () => {
  test("are removed after EVENT_RETENTION_DAYS in bounded steps, those given up later", async ({ expect }) => {
    const { deps } = silentDeps({ EVENT_RETENTION_DAYS: "10" });
    const { reactions } = listening();
    await happen(deps, ordinary, named(3, "old"));
    await sweepEvents(deps, reactions);
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2600)
       INSERT INTO events (id, type, payload, occurred_at, next_attempt_at, state)
       SELECT 'evt_00' || i, 'test.ordinary', '{}', 0, 0, 'done' FROM n`,
    ).run();
    await env.DB.prepare("UPDATE events SET state = 'dead' WHERE id = (SELECT max(id) FROM events)").run();
    const left = [];

    await pruneEvents(deps);
    left.push(await count("events"));
    later(11 * dayMs);
    for (let sweep = 0; sweep < 2; sweep += 1) await pruneEvents(deps);
    left.push(await count("events"), await count("event_reactions"));
    later(30 * dayMs);
    await pruneEvents(deps);
    left.push(await count("events"), await count("event_reactions"), await count("timings WHERE kind = 'reaction'"));

    expect(left).toEqual([103, 1, 1, 0, 0, 0]);
  });
});

test("there are not two kinds of events of one type", ({ expect }) => {
  expect(() => defineEvent("test.ordinary", Payload)).toThrow("two kinds of events are called test.ordinary");
});
