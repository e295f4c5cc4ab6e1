import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";
import { hourMs, later, minuteMs, outcomeOf, write } from "../../support/sessions.ts";
import { openStream } from "../../support/stream.ts";
import { refreshed, tally, times } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

type Shown = { id: string; userId: string; endedAt: string | null; expiresAt: string; lastActivityAt: string };
type ShownPage = { items: Shown[]; nextCursor: string | null };

const list = async (by: Person, query: string) =>
  (await by.call("GET", `/api/v1/admin/sessions?${query}`)).json<ShownPage>();
const forceLogout = (by: Person, userId: string) => by.call("POST", `/api/v1/admin/users/${userId}/force-logout`);
const cleanUp = (by: Person) => by.call("POST", "/api/v1/admin/sessions/cleanup");

/** The sessions of a user as operators see them, once all of them are shown. */
async function shownOf(by: Person, person: Person, count: number, query = ""): Promise<Shown[]> {
  return eventually(async () => {
    const { items } = await list(by, `limit=100&userId=${person.id}${query}`);
    if (items.length !== count) throw new Error(`${items.length} are shown`);
    return items;
  });
}

describe("the sessions of all users", () => {
  test("are listed newest first, as they were begun", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    const headers = { "cf-ipcountry": "DE", "cf-ipcity": "Berlin" };
    const other = await signIn(person.email, { headers, from: "198.51.100.7" });

    const items = await shownOf(support, person, 2);

    expect(items.map(({ id }) => id)).toEqual([other.sessionId, person.sessionId]);
    expect(items[0]).toEqual({
      id: other.sessionId,
      userId: person.id,
      device: { type: "unknown", browser: null, os: null, name: null },
      ip: "198.51.100.7",
      location: { country: "DE", city: "Berlin" },
      createdAt: expect.any(String),
      lastActivityAt: expect.any(String),
      expiresAt: expect.any(String),
      endedAt: null,
    });
  });

  test("come in pages that together are all of them, of a user or whether they live", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    for (let at = 0; at < 4; at += 1) await signIn(person.email);
    const whole = await shownOf(support, person, 5);
    const pages: string[][] = [];

    for (let cursor: string | null = ""; cursor !== null;) {
      const { items, nextCursor } = await list(support, `limit=2&userId=${person.id}${cursor && `&cursor=${cursor}`}`);
      pages.push(items.map(({ id }) => id));
      cursor = nextCursor;
    }

    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(whole.map(({ id }) => id));
    const everyone = await list(support, "limit=100");
    expect(new Set(everyone.items.map(({ userId }) => userId)).size).toBeGreaterThan(1);
  });

  test("that are ended or extended are shown as such, and can be told apart", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    const [ended, extended] = [await signIn(person.email), await signIn(person.email)];
    await shownOf(support, person, 3);

    await person.call("DELETE", `/api/v1/sessions/${ended.sessionId}`);
    await extended.call("POST", "/api/v1/sessions/extend");

    const over = await shownOf(support, person, 1, "&live=false");
    const live = await shownOf(support, person, 2, "&live=true");
    expect(over).toEqual([expect.objectContaining({ id: ended.sessionId, endedAt: expect.any(String) })]);
    expect(live.map(({ id }) => id)).toEqual([extended.sessionId, person.sessionId]);
    await eventually(async () => {
      const [first] = await shownOf(support, person, 2, "&live=true");
      expect(Date.parse(first?.expiresAt ?? "") - Date.now()).toBeGreaterThan(47 * hourMs);
    });
  });

  test("are over when their time is, to the millisecond", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    const [session] = await shownOf(support, person, 1);
    vi.setSystemTime(Date.parse(session?.expiresAt ?? ""));
    const fresh = await signIn(support.email);

    expect((await list(fresh, `userId=${person.id}&live=true`)).items).toEqual([]);
    expect((await list(fresh, `userId=${person.id}&live=false`)).items).toHaveLength(1);
  });

  test("show that they are in use, though not to the minute", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    const [before] = await shownOf(support, person, 1);
    later(61 * minuteMs);
    const supportLater = await signIn(support.email);
    const personLater = await refreshed(person);
    later(2 * minuteMs);

    await write(personLater);

    await eventually(async () => {
      const [after] = await shownOf(supportLater, person, 1);
      const passed = Date.parse(after?.lastActivityAt ?? "") - Date.parse(before?.lastActivityAt ?? "");
      expect(passed).toBeGreaterThan(60 * minuteMs);
    });
  });

  test("are for who may see sessions, and take no nonsense", async ({ expect }) => {
    const [person, operator, support] = [await signUp(), await signUpAs("operator"), await signUpAs("support")];
    const path = "/api/v1/admin/sessions";

    const refused = await Promise.all([
      call("GET", path),
      person.call("GET", path),
      operator.call("GET", path),
      ...["?live=perhaps", "?userId=nobody", "?limit=0", "?limit=101", "?cursor=x", "?ip=1"].map((query) =>
        support.call("GET", path + query),
      ),
    ]);

    expect(refused.map(({ status }) => status)).toEqual([401, 403, 403, 422, 422, 422, 422, 422, 422]);
    expect((await list(support, "userId=user_01h455vb4pex5vsknk084sn02q")).items).toEqual([]);
  });
});

describe("cleaning up", () => {
  test("removes what is over, and nothing else", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    const ended = await signIn(person.email);
    await ended.call("POST", "/api/v1/auth/logout");
    await shownOf(support, person, 1, "&live=false");

    const response = await cleanUp(support);

    expect(response.status).toBe(200);
    const { removed } = await response.json<{ removed: number }>();
    expect(removed).toBeGreaterThanOrEqual(1);
    expect((await list(support, `userId=${person.id}`)).items.map(({ id }) => id)).toEqual([person.sessionId]);
    expect(await (await cleanUp(support)).json()).toEqual({ removed: 0 });
    expect((await write(person)).status).toBe(200);
  });

  test("removes none twice, when it is done twenty times at once", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    for (let at = 0; at < 5; at += 1) await signIn(person.email);
    await person.call("POST", "/api/v1/sessions/terminate-all");
    await shownOf(support, person, 5, "&live=false");

    const answers = await times(20, () => cleanUp(support));

    const counts = await Promise.all(answers.map(async (one) => (await one.json<{ removed: number }>()).removed));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  test("is done by the sweep with what has been over for a month", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    await shownOf(support, person, 1);
    later(31 * 24 * hourMs - minuteMs);
    const fresh = await signIn(support.email);
    const left = async () => (await list(fresh, `userId=${person.id}`)).items.length;
    await newIsolate().sweep();
    const before = await left();

    later(2 * minuteMs);
    await newIsolate().sweep();

    expect([before, await left()]).toEqual([1, 0]);
  });

  test("is for who may end sessions", async ({ expect }) => {
    const [person, operator] = [await signUp(), await signUpAs("operator")];

    const answers = await Promise.all([
      call("POST", "/api/v1/admin/sessions/cleanup"),
      cleanUp(person),
      cleanUp(operator),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
  });
});

describe("logging somebody out", () => {
  test("ends all their sessions and sockets, and is in the audit log", async ({ expect }) => {
    const [support, person, other] = [await signUpAs("support"), await signUp(), await signUp()];
    const phone = await signIn(person.email);
    const stream = await openStream("/api/v1/notifications/live", phone.token);

    const response = await forceLogout(support, person.id);

    expect([response.status, await response.json()]).toEqual([200, { ended: 2 }]);
    expect(await stream.waitForClose()).toMatchObject({ code: 4401 });
    for (const one of [person, phone]) expect(await outcomeOf(await write(one))).toEqual([401, "SESSION_EXPIRED"]);
    expect([(await write(other)).status, (await write(support)).status]).toEqual([200, 200]);
    const log = await support.call("GET", `/api/v1/admin/audit?action=session.force_logout&userId=${person.id}`);
    expect(await log.json()).toMatchObject({ items: [{ userId: person.id, actorId: support.id, result: "ok" }] });
    expect(await (await forceLogout(support, person.id)).json()).toEqual({ ended: 0 });
  });

  test("twenty times at once ends each session once", async ({ expect }) => {
    const [support, person] = [await signUpAs("support"), await signUp()];
    await signIn(person.email);

    const answers = await times(20, () => forceLogout(support, person.id));

    expect(tally(answers)).toEqual({ 200: 20 });
    const counts = await Promise.all(answers.map(async (one) => (await one.json<{ ended: number }>()).ended));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  test("is for who may end sessions, of somebody there is", async ({ expect }) => {
    const [person, operator, support] = [await signUp(), await signUpAs("operator"), await signUpAs("support")];

    const answers = [
      await call("POST", `/api/v1/admin/users/${person.id}/force-logout`),
      await forceLogout(person, operator.id),
      await forceLogout(operator, person.id),
      await forceLogout(support, "user_01h455vb4pex5vsknk084sn02q"),
      await forceLogout(support, "nobody"),
      await support.call("POST", `/api/v1/admin/users/${person.id}/force-logout`, { json: { all: true } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403, 404, 404, 422]);
    expect((await write(person)).status).toBe(200);
  });
});
