import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { newAddress } from "../../support/http.ts";
import { brokenQueue, failingDatabase, lossyQueue, newIsolate } from "../../support/isolate.ts";
import { mailsTo, newName, password, signIn, signUp } from "../../support/people.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const newPerson = () => {
  const username = newName();
  return { email: `${username}@example.com`, username, password };
};
const registering = (json: object) => ({ json, from: newAddress() });
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
/** Bindings under which no queue message arrives. */
const withoutQueues = { EVENTS_QUEUE: lossyQueue, EVENTS_HIGH_QUEUE: lossyQueue, EMAIL_QUEUE: lossyQueue };

type EventRow = { id: string; type: string; state: string; attempts: number; next_attempt_at: number };

/** The events that somebody's registration caused, oldest first. */
async function eventsOf(email: string): Promise<EventRow[]> {
  const { results } = await env.DB.prepare(
    `SELECT events.* FROM events JOIN registrations
       ON json_extract(payload, '$.registrationId') = registrations.id WHERE email = ? ORDER BY events.id`,
  )
    .bind(email)
    .all<EventRow>();
  return results;
}

async function countEvents(): Promise<number> {
  return (await env.DB.prepare("SELECT count(*) AS n FROM events").first<{ n: number }>())?.n ?? 0;
}

async function reactionsTo(eventId: string): Promise<number> {
  const row = await env.DB.prepare("SELECT count(*) AS n FROM event_reactions WHERE event_id = ?")
    .bind(eventId)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

describe("an event", () => {
  test("commits with the change that it tells of", async ({ expect }) => {
    const person = newPerson();
    const isolate = newIsolate(withoutQueues);

    await isolate.call("POST", "/api/v1/auth/register", registering(person));

    expect(await eventsOf(person.email)).toMatchObject([{ type: "users.verification-requested", state: "done" }]);
  });

  test("does not exist where the change was refused", async ({ expect }) => {
    const [ada, grace] = [newPerson(), newPerson()];
    const isolate = newIsolate(withoutQueues);
    await isolate.call("POST", "/api/v1/auth/register", registering(ada));
    const before = await countEvents();

    const failing = newIsolate({ ...withoutQueues, DB: failingDatabase('into "events"', "D1_ERROR: disk I/O error") });
    const failed = await failing.call("POST", "/api/v1/auth/register", registering(grace));
    const wrong = await isolate.call("POST", "/api/v1/auth/verify-email", registering({ token: "wrong" }));

    expect([failed.status, wrong.status]).toEqual([500, 400]);
    expect(await countEvents()).toBe(before);
    const row = await env.DB.prepare("SELECT * FROM registrations WHERE email = ?").bind(grace.email).first();
    expect(row).toBeNull();
  });

  test("and its change are both undone when a guard among them fails", async ({ expect }) => {
    const person = await signUp();
    const one = newIsolate();
    const change = (newPassword: string) =>
      one.call("POST", "/api/v1/auth/password/change", {
        json: { currentPassword: password, newPassword },
        token: person.token,
        from: newAddress(),
      });

    const answers = await Promise.all([change("a first new passphrase"), change("a second new passphrase")]);

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 403]);
    const { results } = await env.DB.prepare(
      "SELECT id FROM events WHERE type = 'users.password-set' AND json_extract(payload, '$.userId') = ?",
    )
      .bind(person.id)
      .all();
    expect(results).toHaveLength(1);
  });

  test("has its effect once, however often and by whomever it is dispatched", async ({ expect }) => {
    const person = newPerson();
    // As after a crash: committed, and nobody reacted.
    const dead = newIsolate({ ...withoutQueues, DB: failingDatabase('from "events"', "isolate died") });
    await dead.call("POST", "/api/v1/auth/register", registering(person));
    const [event] = await eventsOf(person.email);
    const isolates = [newIsolate(), newIsolate(), newIsolate()];
    const body = { eventId: event?.id };

    await Promise.all([
      ...isolates.map((isolate) => isolate.deliver("atrium-events", [body, body])),
      ...isolates.map((isolate) => isolate.sweep()),
    ]);
    await newIsolate().deliver("atrium-events", [body]);
    await newIsolate().sweep();

    expect(event).toMatchObject({ state: "pending", attempts: 0 });
    expect(await eventsOf(person.email)).toMatchObject([{ state: "done" }]);
    expect(await reactionsTo(event?.id ?? "")).toBe(1);
    expect(await mailsTo(person.email)).toHaveLength(1);
  });

  test("is dispatched by the sweep where no message and no isolate was left to do it", async ({ expect }) => {
    const person = newPerson();
    const dead = newIsolate({ ...withoutQueues, DB: failingDatabase('from "events"', "isolate died") });
    const response = await dead.call("POST", "/api/v1/auth/register", registering(person));

    await newIsolate(withoutQueues).sweep();

    expect(response.status).toBe(202);
    expect(await mailsTo(person.email)).toHaveLength(1);
  });

  test("whose reaction fails is tried again, later each time, and then has its effect once", async ({ expect }) => {
    const person = newPerson();
    const failing = newIsolate({ ...withoutQueues, DB: failingDatabase('into "jobs"', "D1_ERROR: no such table", 3) });
    const delays: number[] = [];
    // As late as may be: it might as well be at once.
    vi.spyOn(Math, "random").mockReturnValue(1);

    await failing.call("POST", "/api/v1/auth/register", registering(person));
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const [row] = await eventsOf(person.email);
      expect(row).toMatchObject({ state: "pending", attempts: attempt });
      delays.push((row?.next_attempt_at ?? 0) - Date.now());
      later(2 ** attempt * 1000 + 1);
      await failing.sweep();
    }

    expect(delays[0]).toBeLessThanOrEqual(1_000);
    expect(delays[2]).toBeGreaterThan(3_500);
    expect(await eventsOf(person.email)).toMatchObject([{ state: "done" }]);
    expect(await mailsTo(person.email)).toHaveLength(1);
  });

  test("that is not due yet is left alone by the sweep", async ({ expect }) => {
    const person = newPerson();
    const failing = newIsolate({ ...withoutQueues, DB: failingDatabase('into "jobs"', "D1_ERROR: no such table", 1) });
    await failing.call("POST", "/api/v1/auth/register", registering(person));

    vi.setSystemTime(Date.now() - 1_000);
    await failing.sweep();

    expect(await eventsOf(person.email)).toMatchObject([{ state: "pending", attempts: 1 }]);
  });

  test("that never succeeds is given up in the end, and holds up no other", async ({ expect }) => {
    const [person, other] = [newPerson(), newPerson()];
    const failing = newIsolate({ ...withoutQueues, DB: failingDatabase('into "jobs"', "D1_ERROR: no such table") });
    await failing.call("POST", "/api/v1/auth/register", registering(person));

    for (let attempt = 0; attempt < 14; attempt += 1) {
      later(3600 * 1000 + 1);
      await failing.sweep();
    }
    const healthy = newIsolate(withoutQueues);
    await healthy.call("POST", "/api/v1/auth/register", registering(other));
    await healthy.sweep();

    expect(await eventsOf(person.email)).toMatchObject([{ state: "dead", attempts: 12 }]);
    expect(await mailsTo(other.email)).toHaveLength(1);
    expect(await mailsTo(person.email)).toHaveLength(0);
  });

  test("is answered for although the queues take nothing, and a failing one does not stop the sweep", async ({
    expect,
  }) => {
    const [person, other] = [newPerson(), newPerson()];
    const broken = { EVENTS_QUEUE: brokenQueue, EMAIL_QUEUE: brokenQueue };
    const failing = newIsolate({ ...broken, DB: failingDatabase('into "jobs"', "D1_ERROR: no such table", 2) });
    const answers = [
      await failing.call("POST", "/api/v1/auth/register", registering(person)),
      await newIsolate(broken).call("POST", "/api/v1/auth/register", registering(other)),
    ];
    later(10_000);

    await failing.sweep();
    later(10_000);
    await newIsolate(broken).sweep();

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect([await mailsTo(other.email), await mailsTo(person.email)].map(({ length }) => length)).toEqual([1, 1]);
  });
});

test("a crash between a new password and the end of the old sessions leaves none of them alive", async ({ expect }) => {
  const person = await signUp();
  const other = await signIn(person.email);
  let calls = 0;
  const hub = env.USER_HUB.getByName(person.id);
  // It dies at the second time that it tells the hub: the password is committed by then.
  const dying = newIsolate({
    ...withoutQueues,
    USER_HUB: {
      getByName: () => ({
        checkSession: (...args: Parameters<typeof hub.checkSession>) => hub.checkSession(...args),
        endSessions: async () => {
          calls += 1;
          if (calls > 1) throw new Error("isolate died");
          return 0;
        },
      }),
    },
  });

  const response = await dying.call("POST", "/api/v1/auth/password/change", {
    json: { currentPassword: password, newPassword: "a new and long passphrase" },
    token: person.token,
    from: newAddress(),
  });
  later(10_000);
  await newIsolate(withoutQueues).sweep();

  expect(response.status).toBe(500);
  expect((await newIsolate().call("PATCH", "/api/v1/me", { token: other.token, json: {} })).status).toBe(401);
  expect((await newIsolate().call("PATCH", "/api/v1/me", { token: person.token, json: {} })).status).toBe(200);
});
