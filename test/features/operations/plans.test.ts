import { env } from "cloudflare:workers";
import { beforeAll, describe, test } from "vitest";
import { createReplayJob } from "../../../src/features/operations/index.ts";
import type { ReactionName } from "../../../src/platform/events/replay.ts";
import { pruneEvents, sweepEvents } from "../../../src/platform/events/sweep.ts";
import { pruneJobs } from "../../../src/platform/queue/prune.ts";
import { sweepJobs } from "../../../src/platform/queue/sweep.ts";
import { reactions } from "../../../src/reactions.ts";
import { newIsolate } from "../../support/isolate.ts";
import { silentDeps, silentQueues } from "../../support/lanes.ts";
import type { Person } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

type Asked = { sql: string; values: unknown[] };

/** The database, and all that it was asked of events and jobs. */
function watchedDatabase(): { DB: D1Database; asked: Asked[] } {
  const asked: Asked[] = [];
  const watch = (sql: string): D1PreparedStatement => {
    const statement = env.DB.prepare(sql);
    const bind = statement.bind.bind(statement);
    return Object.assign(statement, {
      bind: (...values: unknown[]) => {
        if (/"(events|jobs|event_reactions|event_failures|timings)"/.test(sql)) asked.push({ sql, values });
        return bind(...values);
      },
    });
  };
  // As much of D1 as drizzle calls.
  const DB = { prepare: watch, batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements) } as D1Database;
  return { DB, asked };
}

/** Where a plan reads a table row by row, or has to sort what it has read; `chosen` is a subquery with a limit. */
async function faultsOf({ sql, values }: Asked): Promise<string[]> {
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  const faults = results
    .map(({ detail }) => detail)
    .filter((detail) =>
      /^SCAN (?!.*(USING|VIRTUAL TABLE|CONSTANT ROW|chosen))|USE TEMP B-TREE FOR ORDER BY/.test(detail),
    );
  return faults.map((fault) => `${fault}: ${sql}`);
}

const faultsAmong = async (asked: Asked[]) => [...new Set((await Promise.all(asked.map(faultsOf))).flat())];

let operator: Person;

beforeAll(async () => {
  operator = await signUpAs("operator");
});

describe("out of an index comes", () => {
  const moments = `from=${new Date(Date.now() - 3600 * 1000).toISOString()}&to=${new Date().toISOString()}`;

  test.for([
    "events?",
    "events?type=users.registered",
    "events?state=dead",
    "events?state=done&type=users.registered",
    `events?state=dead&type=users.registered&${moments}`,
    `events?${moments}`,
    "jobs?",
    "jobs?state=dead",
    "jobs?state=succeeded",
    "jobs?queue=email",
    "jobs?queue=email&type=delivery.send-mail&state=failed",
    "metrics?",
  ])("every page of /admin/%s", async (query, { expect }) => {
    const { DB, asked } = watchedDatabase();
    const isolate = newIsolate({ ...silentQueues().bindings, DB });

    const answer = await isolate.call("GET", `/api/v1/admin/${query}`, { token: operator.token });

    expect(answer.status).toBe(200);
    expect(asked.length).toBeGreaterThan(0);
    expect(await faultsAmong(asked)).toEqual([]);
  });

  test("what the sweep looks for, what is removed, and what a replay reads", async ({ expect }) => {
    const { DB, asked } = watchedDatabase();
    const { deps } = silentDeps({ DB });
    const names: ReactionName[] = reactions;
    const run = { attempt: 1, isLast: false, extendLease: async () => true };

    await sweepEvents(deps, reactions);
    await sweepJobs(deps, [], { isAwaited: false });
    await pruneEvents(deps);
    await pruneJobs(deps);
    await createReplayJob(names).run(deps, { replayId: "plan", after: "" }, "job_x", run);
    await newIsolate({ ...silentQueues().bindings, DB }).call("POST", "/api/v1/admin/events/replay", {
      token: operator.token,
      json: { dryRun: true, type: "users.registered" },
    });

    expect(asked.length).toBeGreaterThan(15);
    expect(await faultsAmong(asked)).toEqual([]);
  });
});
