import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { directConversation } from "../../support/chat.ts";
import { type Isolate, newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { later, minuteMs, outcomeOf, signInThrough } from "../../support/sessions.ts";
import { tally, times } from "../../support/two-factor.ts";

// The clock stands still, at the beginning of a second, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Math.ceil(Date.now() / 1000) * 1000));
afterEach(() => vi.useRealTimers());

const readBy = (isolate: Isolate, { token }: { token: string }, path = "/api/v1/sessions") =>
  isolate.call("GET", path, { token });
const writeBy = (isolate: Isolate, { token }: { token: string }) =>
  isolate.call("PATCH", "/api/v1/me", { token, json: {} });
const statuses = (answers: Response[]) => answers.map(({ status }) => status);
const remainingOf = ({ headers }: Response) => Number(/r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1]);

async function inTurn(count: number, act: () => Promise<Response>): Promise<Response[]> {
  const answers = [];
  for (let at = 0; at < count; at += 1) answers.push(await act());
  return answers;
}

async function newKey(person: Person, permissions = ["profile.read", "chat.read"]): Promise<{ token: string }> {
  const response = await person.call("POST", "/api/v1/me/api-keys", { json: { name: "key", permissions } });
  return { token: (await response.json<{ secret: string }>()).secret };
}

describe("reads", () => {
  test("are let through exactly as often as the limit says, one after the other", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_READ: "100/60" });
    const person = await signUp();

    const answers = await inTurn(120, () => readBy(isolate, person));

    expect(statuses(answers)).toEqual(Array.from({ length: 120 }, (_, at) => (at < 100 ? 200 : 429)));
    expect(await outcomeOf(answers[119] ?? new Response())).toEqual([429, "RATE_LIMITED"]);
    expect(answers.slice(0, 100).map(remainingOf)).toEqual(Array.from({ length: 100 }, (_, at) => 99 - at));
    for (const answer of answers) expect(answer.headers.get("ratelimit-policy")).toBe('"read";q=100;w=60');
  });

  test("and at once", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_READ: "100/60" });
    const person = await signUp();

    const first = await inTurn(30, () => readBy(isolate, person));
    const rest = await times(120, () => readBy(isolate, person));

    expect(tally([...first, ...rest])).toEqual({ 200: 100, 429: 50 });
  });

  test("and over several isolates, never more", async ({ expect }) => {
    const isolates = Array.from({ length: 4 }, () => newIsolate({ LIMIT_READ: "100/60" }));
    const person = await signUp();

    const answers = (await Promise.all(isolates.map((isolate) => inTurn(40, () => readBy(isolate, person))))).flat();

    const passed = tally(answers)[200] ?? 0;
    expect(passed).toBeLessThanOrEqual(100);
    // What an isolate was granted and did not use is a tenth at most.
    expect(passed).toBeGreaterThan(60);
  });

  test("have no fresh start after an eviction, and all of it after the window", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_READ: "10/60" });
    const person = await signUp();
    const first = await inTurn(7, () => readBy(isolate, person));
    later(30_000);
    await evictAllDurableObjects();

    const second = await inTurn(5, () => readBy(isolate, person));
    later(30_999);
    const third = await inTurn(9, () => readBy(isolate, person));

    expect([tally(first), statuses(second), tally(third)]).toEqual([
      { 200: 7 },
      [200, 200, 200, 429, 429],
      { 200: 7, 429: 2 },
    ]);
  });

  test("that were granted ahead and come late are no more than the limit in any window", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_READ: "100/10" });
    const person = await signUp();
    const passed: number[] = [];

    // A read each 60 ms is more than the limit, and slow enough that leases last.
    for (let at = 0; at < 600; at += 1) {
      later(60);
      if ((await readBy(isolate, person)).status === 200) passed.push(Date.now());
    }

    const most = Math.max(...passed.map((from) => passed.filter((to) => to >= from && to < from + 10_000).length));
    expect(most).toBeLessThanOrEqual(100);
    expect(passed.length).toBeGreaterThan(250);
  });

  test("of single resources tell how the limit stands, too", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_READ: "100/60" });
    const person = await signUp();

    const answers = await inTurn(8, () => readBy(isolate, person, "/api/v1/me"));
    const etag = answers[0]?.headers.get("etag") ?? "";
    const unchanged = await isolate.call("GET", "/api/v1/me", {
      token: person.token,
      headers: { "if-none-match": etag },
    });

    expect(answers.map(remainingOf)).toEqual([99, 98, 97, 96, 95, 94, 93, 92]);
    expect([unchanged.status, remainingOf(unchanged)]).toEqual([304, 91]);
    expect(answers.every(({ headers }) => headers.get("ratelimit")?.endsWith(";t=60"))).toBe(true);
  });

  test("of one user, whatever their sessions, use up nobody else's limit", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_READ: "5/60", LIMIT_WRITE: "5/60" });
    const [ada, grace] = [await signUp(), await signUp()];
    const phone = await signInThrough(isolate, ada);
    await inTurn(3, () => readBy(isolate, ada));

    const answers = await inTurn(3, () => readBy(isolate, phone));
    const others = [await readBy(isolate, grace), await writeBy(isolate, ada)];

    expect([statuses(answers), statuses(others)]).toEqual([
      [200, 200, 429],
      [200, 200],
    ]);
  });
});

describe("writes", () => {
  test("are let through exactly as often as the limit says, however many at once and wherever", async ({ expect }) => {
    const isolates = [newIsolate({ LIMIT_WRITE: "20/60" }), newIsolate({ LIMIT_WRITE: "20/60" })];
    const person = await signUp();

    const answers = (await Promise.all(isolates.map((isolate) => times(20, () => writeBy(isolate, person))))).flat();

    expect(tally(answers)).toEqual({ 200: 20, 429: 20 });
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toBe("60");
    expect(refused?.headers.get("ratelimit")).toBe('"write";r=0;t=60');
  });

  test("have no fresh start after an eviction, and are let through again as time passes", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_WRITE: "3/60" });
    const person = await signUp();
    await inTurn(2, () => writeBy(isolate, person));
    later(20_000);
    await evictAllDurableObjects();

    const after = await inTurn(2, () => writeBy(isolate, person));
    later(39_000);
    const still = await writeBy(isolate, person);
    later(2_000);
    const again = await inTurn(3, () => writeBy(isolate, person));

    expect([statuses(after), still.status, statuses(again)]).toEqual([[200, 429], 429, [200, 200, 429]]);
  });

  test("that are refused do not count, so waiting helps", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_WRITE: "2/60" });
    const person = await signUp();
    await inTurn(10, () => writeBy(isolate, person));

    later(minuteMs);

    expect(statuses(await inTurn(3, () => writeBy(isolate, person)))).toEqual([200, 200, 429]);
  });
});

describe("sockets", () => {
  test("are let in exactly as often as the limit says, where a room has some of the session already too", async ({
    expect,
  }) => {
    const isolate = newIsolate({ LIMIT_CONNECT: "20/60" });
    const { ada, id } = await directConversation();
    const connect = (path: string) =>
      isolate.call("GET", `/api/v1${path}`, { token: ada.token, headers: { upgrade: "websocket" } });

    const answers = await inTurn(24, () => connect(`/conversations/${id}/live`));
    const elsewhere = [await connect("/notifications/live"), await connect("/activity/live")];

    expect(statuses(answers)).toEqual(Array.from({ length: 24 }, (_, at) => (at < 20 ? 101 : 429)));
    expect(statuses(elsewhere)).toEqual([429, 429]);
    for (const refused of [answers[23], ...elsewhere]) {
      expect(refused?.headers.get("ratelimit")).toBe('"connect";r=0;t=60');
      expect(refused?.headers.get("retry-after")).toBe("60");
    }
    expect(await outcomeOf(answers[23] ?? new Response())).toEqual([429, "RATE_LIMITED"]);
    for (const { webSocket } of answers) {
      webSocket?.accept();
      webSocket?.close();
    }
  });

  test("that are refused for another reason count as well, and tell whose session is over nothing more", async ({
    expect,
  }) => {
    const isolate = newIsolate({ LIMIT_CONNECT: "3/60" });
    const { id } = await directConversation();
    const [stranger, gone] = [await signUp(), await signUp()];
    await gone.call("POST", "/api/v1/auth/logout");
    const connect = ({ token }: Person) =>
      isolate.call("GET", `/api/v1/conversations/${id}/live`, { token, headers: { upgrade: "websocket" } });

    const answers = await inTurn(5, () => connect(stranger));

    expect(statuses(answers)).toEqual([404, 404, 404, 429, 429]);
    expect(await outcomeOf(await connect(gone))).toEqual([401, "SESSION_EXPIRED"]);
  });
});

describe("a role with a factor", () => {
  test("has so many times the limit, from the moment at which it is granted", async ({ expect }) => {
    const bindings = { LIMIT_WRITE: "3/60", LIMIT_READ: "3/60", ROLE_LIMIT_FACTORS: "support:3" };
    const isolate = newIsolate(bindings);
    const [admin, person] = [await signUpAs("admin"), await signUp()];
    const before = await inTurn(4, () => writeBy(isolate, person));

    await isolate.call("PUT", `/api/v1/admin/users/${person.id}/roles/support`, { token: admin.token });
    const during = await inTurn(7, () => writeBy(isolate, person));
    const reads = await inTurn(10, () => readBy(isolate, person));
    await isolate.call("DELETE", `/api/v1/admin/users/${person.id}/roles/support`, { token: admin.token });
    const after = await writeBy(isolate, person);

    expect([tally(before), tally(during), tally(reads), after.status]).toEqual([
      { 200: 3, 429: 1 },
      { 200: 6, 429: 1 },
      { 200: 9, 429: 1 },
      429,
    ]);
    expect(during[0]?.headers.get("ratelimit-policy")).toBe('"write";q=9;w=60');
  });
});

describe("an API key", () => {
  test("has a limit of its own, exact however many calls come at once and wherever", async ({ expect }) => {
    const isolates = [newIsolate({ LIMIT_API_KEY: "20/60" }), newIsolate({ LIMIT_API_KEY: "20/60" })];
    const person = await signUp();
    const [key, other] = [await newKey(person), await newKey(person)];
    const [here] = isolates;

    const answers = (await Promise.all(isolates.map((one) => times(20, () => readBy(one, key, "/api/v1/me"))))).flat();
    const others = here && [await readBy(here, other, "/api/v1/me"), await readBy(here, person)];

    expect(tally(answers)).toEqual({ 200: 20, 429: 20 });
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("ratelimit-policy")).toBe('"api_key";q=20;w=60');
    expect(await refused?.json()).toMatchObject({ code: "RATE_LIMITED" });
    expect(others && statuses(others)).toEqual([200, 200]);
  });

  test("has no fresh start after an eviction", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_API_KEY: "3/60" });
    const key = await newKey(await signUp());
    await inTurn(2, () => readBy(isolate, key, "/api/v1/me"));

    await evictAllDurableObjects();

    expect(statuses(await inTurn(3, () => readBy(isolate, key, "/api/v1/me")))).toEqual([200, 429, 429]);
  });

  test("is counted also for what it may not do", async ({ expect }) => {
    const isolate = newIsolate({ LIMIT_API_KEY: "3/60" });
    const key = await newKey(await signUp());

    expect(statuses(await inTurn(4, () => readBy(isolate, key)))).toEqual([403, 403, 403, 429]);
  });
});
