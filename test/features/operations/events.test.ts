import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, test, vi } from "vitest";
import { userBlocked } from "../../../src/features/moderation/index.ts";
import { refreshTokenReused } from "../../../src/features/sessions/index.ts";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { happen, silentDeps, silentQueues } from "../../support/lanes.ts";
import { mailsTo, mailTo, newName, password, type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

type Reaction = { reaction: string; state: string; attempts: number; lastError: string | null; doneAt: string | null };
type Event = { id: string; type: string; state: string; priority: string; attempts: number; replays: number } & {
  occurredAt: string;
  failures: Reaction[];
};
type Details = Event & { payload: unknown; reactions: Reaction[] };
type Page = { items: Event[]; nextCursor: string | null };

const path = "/api/v1/admin/events";
const verification = "users.verification-requested";
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

let operator: Person;

beforeAll(async () => {
  operator = await signUpAs("operator");
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const fromIn = (ms: number) => `?from=${new Date(Date.now() + ms).toISOString()}`;
const list = async (query: string, by = operator) => (await by.call("GET", `${path}?${query}`)).json<Page>();
const read = async (id: string) => (await operator.call("GET", `${path}/${id}`)).json<Details>();
const replay = (id: string, json: object = {}, by = operator) => by.call("POST", `${path}/${id}/replay`, { json });

/** Has somebody register while no reaction can take effect, until the event is given up. */
async function deadEvent(): Promise<{ id: string; email: string }> {
  vi.spyOn(console, "log").mockReturnValue();
  const username = newName();
  const email = `${username}@example.com`;
  const failing = newIsolate({ ...silentQueues().bindings, DB: failingDatabase('into "jobs"', "D1_ERROR: disk full") });
  await failing.call("POST", "/api/v1/auth/register", { json: { email, username, password }, from: newAddress() });
  const row = await env.DB.prepare("SELECT id FROM events ORDER BY id DESC LIMIT 1").first<{ id: string }>();
  const id = row?.id ?? "";
  await env.DB.prepare("UPDATE events SET state = 'dead', attempts = 12 WHERE id = ?").bind(id).run();
  return { id, email };
}

describe("the list of events", () => {
  test("shows the newest first, by type and state, with what failed of them", async ({ expect }) => {
    const { id } = await deadEvent();

    const [dead, done] = await Promise.all([list(`state=dead&type=${verification}`), list(`type=${verification}`)]);

    expect(dead.items[0]).toEqual({
      id,
      type: verification,
      priority: "normal",
      state: "dead",
      attempts: 12,
      replays: 0,
      occurredAt: expect.stringMatching(/Z$/),
      nextAttemptAt: null,
      failures: [
        {
          reaction: "users.send-verification",
          state: "dead",
          attempts: 1,
          lastError: expect.stringContaining("disk full"),
          lastFailedAt: expect.any(String),
          doneAt: null,
        },
      ],
    });
    expect(dead.items.map(({ state }) => state)).not.toContain("done");
    expect(done.items.map(({ state }) => state)).toContain("done");
  });

  test("comes page by page, within a span of time", async ({ expect }) => {
    const { deps } = silentDeps();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    const from = new Date().toISOString();
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const blocked = { blockerId: ada.id, blockedId: grace.id };
    const ids = await happen(deps, userBlocked, [blocked, blocked, blocked, blocked, blocked]);
    later(1_000);
    const to = new Date().toISOString();
    await happen(deps, userBlocked, [blocked]);

    const query = `type=user.blocked&from=${from}&to=${to}&limit=3`;
    const first = await list(query);
    const second = await list(`${query}&cursor=${first.nextCursor}`);

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeNull();
  });

  test("refuses what is no filter of it", async ({ expect }) => {
    const queries = ["state=lost", "from=yesterday", "cursor=x", "payload=x"];

    const answers = await Promise.all(queries.map((query) => operator.call("GET", `${path}?${query}`)));

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  });
});

describe("one event", () => {
  test("is shown with its payload and all its reactions, under an ETag", async ({ expect }) => {
    const person = await signUp();
    const { items } = await list("type=users.registered&limit=1");
    const id = items[0]?.id ?? "";

    const answer = await operator.call("GET", `${path}/${id}`);
    const known = await operator.call("GET", `${path}/${id}`, {
      headers: { "if-none-match": answer.headers.get("etag") ?? "" },
    });

    const event = await answer.json<Details>();
    expect(event).toMatchObject({ id, state: "done", payload: { userId: person.id } });
    expect(event.reactions.length).toBeGreaterThan(0);
    for (const reaction of event.reactions) {
      expect(reaction).toMatchObject({ state: "done", attempts: 1, lastError: null, doneAt: expect.any(String) });
    }
    expect(known.status).toBe(304);
  });

  test("that is not there is a 404", async ({ expect }) => {
    const answers = await Promise.all([
      operator.call("GET", `${path}/evt_01h455vb4pex5vsknk084sn02q`),
      replay("evt_01h455vb4pex5vsknk084sn02q"),
      operator.call("GET", `${path}/nonsense`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe("the catalogue", () => {
  test("lists every kind of event with its payload's schema and the reactions to it", async ({ expect }) => {
    const answer = await operator.call("GET", `${path}/types`);

    const { items } = await answer.json<{ items: { type: string; priority: string; reactions: string[] }[] }>();
    const types = items.map(({ type }) => type);
    expect(types).toEqual(types.toSorted());
    expect(items.find(({ type }) => type === "user.blocked")).toEqual({
      type: "user.blocked",
      priority: "normal",
      payload: expect.objectContaining({
        type: "object",
        required: ["blockerId", "blockedId"],
        properties: { blockerId: expect.objectContaining({ type: "string" }), blockedId: expect.any(Object) },
      }),
      reactions: expect.any(Array),
    });
    expect(items.find(({ type }) => type === "sessions.refresh-token-reused")?.priority).toBe("high");
    expect(items.find(({ type }) => type === verification)?.reactions).toEqual(["users.send-verification"]);
  });
});

describe("replaying one event", () => {
  test("that was given up has it take effect, once", async ({ expect }) => {
    const { id, email } = await deadEvent();

    const answers = await Promise.all([replay(id), replay(id), replay(id, { reaction: "users.send-verification" })]);
    await eventually(async () => expect(await read(id)).toMatchObject({ state: "done" }));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [{ reactions }] = [await read(id)];
    expect(reactions).toMatchObject([{ reaction: "users.send-verification", state: "done", attempts: 2 }]);
    await eventually(async () => expect(await mailsTo(email)).toHaveLength(1));
  });

  test("that is done doubles nothing", async ({ expect }) => {
    const person = await signUp();
    await mailTo(person.email, "welcome");
    const mails = await mailsTo(person.email);
    const row = await env.DB.prepare(
      "SELECT events.id FROM events JOIN registrations ON json_extract(payload, '$.registrationId') = registrations.id WHERE email = ?",
    )
      .bind(person.email)
      .first<{ id: string }>();
    const { items } = await list("type=users.registered&limit=1");
    const ids = [row?.id, items[0]?.id].filter((id) => id !== undefined);
    const before = await Promise.all(ids.map(read));

    for (const id of ids) expect((await replay(id)).status).toBe(200);
    await newIsolate().sweep();

    expect(await Promise.all(ids.map(read))).toEqual(before);
    expect(await mailsTo(person.email)).toHaveLength(mails.length);
  });

  test("to a reaction that never ran runs that one alone", async ({ expect }) => {
    await signUp();
    const { items } = await list("type=users.registered&limit=1");
    const id = items[0]?.id ?? "";
    const all = (await read(id)).reactions;
    const [missing] = all;
    // As if it had been written after the event was done.
    await env.DB.prepare("DELETE FROM event_reactions WHERE event_id = ?").bind(id).run();

    await replay(id, { reaction: missing?.reaction });
    await eventually(async () => expect(await read(id)).toMatchObject({ state: "done", replays: 1 }));

    const states = (await read(id)).reactions.map(({ state }) => state);
    expect(states.toSorted()).toEqual(["done", ...all.slice(1).map(() => "never_ran")]);
  });

  test("needs no body", async ({ expect }) => {
    const { id } = await deadEvent();

    expect((await operator.call("POST", `${path}/${id}/replay`)).status).toBe(200);

    await eventually(async () => expect(await read(id)).toMatchObject({ state: "done", replays: 1 }));
  });

  test("refuses what is no reaction to it", async ({ expect }) => {
    const { id } = await deadEvent();

    const answers = await Promise.all([replay(id, { reaction: "security.unlock" }), replay(id, { reactions: [] })]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422]);
    expect(await read(id)).toMatchObject({ state: "dead" });
  });

  test("is written to the audit log", async ({ expect }) => {
    const { id } = await deadEvent();

    await replay(id);
    await eventually(async () => expect(await read(id)).toMatchObject({ state: "done" }));

    const entry = await env.DB.prepare(
      "SELECT result, details FROM audit_entries WHERE action = 'event.replay' AND actor_id = ? ORDER BY id DESC LIMIT 1",
    )
      .bind(operator.id)
      .first<{ result: string; details: string }>();
    expect(entry).toEqual({ result: "ok", details: JSON.stringify({ eventId: id }) });
  });
});

describe("the statistics of events", () => {
  type Statistics = {
    backlog: object[];
    items: { type: string; reaction: string; count: number; failures: number; lagP50Ms: number; lagP99Ms: number }[];
  };
  const statistics = async (query = "") => (await operator.call("GET", `${path}/stats${query}`)).json<Statistics>();
  const ofVerification = async () => (await statistics()).items.find(({ type }) => type === verification);

  test("count effects and failures of each reaction, and how late they were", async ({ expect }) => {
    const before = await ofVerification();
    const { id } = await deadEvent();
    await signUp();
    await env.DB.prepare(
      "UPDATE events SET state = 'pending', attempts = 0, next_attempt_at = 0, occurred_at = 0 WHERE id = ?",
    )
      .bind(id)
      .run();
    await newIsolate(silentQueues().bindings).sweep();

    const after = await ofVerification();

    expect(after?.reaction).toBe("users.send-verification");
    expect((after?.count ?? 0) - (before?.count ?? 0)).toBe(2);
    expect((after?.failures ?? 0) - (before?.failures ?? 0)).toBe(1);
    expect(after?.lagP50Ms).toBeLessThan(10_000);
    expect(after?.lagP99Ms).toBeGreaterThan(3600 * 1000);
  });

  test("tell what waits in each lane, and how long", async ({ expect }) => {
    await env.DB.prepare("DELETE FROM events WHERE state <> 'done'").run();
    const { deps } = silentDeps();
    await happen(deps, refreshTokenReused, [{ userId: operator.id, sessionId: operator.sessionId }]);
    await env.DB.prepare("UPDATE events SET next_attempt_at = next_attempt_at - 5000 WHERE state = 'pending'").run();
    await deadEvent();

    const { backlog } = await statistics();

    expect(backlog).toEqual([
      { priority: "high", pending: 1, dead: 0, lagMs: expect.closeTo(6_000, -4) },
      { priority: "normal", pending: 0, dead: 1, lagMs: null },
    ]);
    await env.DB.prepare("DELETE FROM events WHERE state <> 'done'").run();
  });

  test("begin where one says, within a week", async ({ expect }) => {
    const [future, tooLong] = await Promise.all([
      statistics(fromIn(3 * 3600 * 1000)),
      operator.call("GET", `${path}/stats${fromIn(-8 * 24 * 3600 * 1000)}`),
    ]);

    expect(future.items).toEqual([]);
    expect(tooLong.status).toBe(422);
  });
});

describe("the operators' view of events", () => {
  test("is for those alone who are permitted", async ({ expect }) => {
    const [ada, support] = await Promise.all([signUp(), signUpAs("support")]);
    const { items } = await list("limit=1");
    const id = items[0]?.id ?? "";
    const attempts = [ada, support].flatMap((person) => [
      person.call("GET", path),
      person.call("GET", `${path}/types`),
      person.call("GET", `${path}/stats`),
      person.call("GET", `${path}/${id}`),
      replay(id, {}, person),
      person.call("POST", `${path}/replay`, { json: { dryRun: true } }),
    ]);

    const statuses = (await Promise.all(attempts)).map(({ status }) => status);

    expect(new Set(statuses)).toEqual(new Set([403]));
    expect((await call("GET", path)).status).toBe(401);
  });
});
