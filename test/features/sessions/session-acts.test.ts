import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { hourMs, later, type Listed, outcomeOf, sessionsOf, signInThrough, write } from "../../support/sessions.ts";
import { openStream } from "../../support/stream.ts";
import { refreshed, tally, times } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

const livePath = "/api/v1/notifications/live";
const extend = (person: Person) => person.call("POST", "/api/v1/sessions/extend");
const lifeOf = ({ expiresAt, createdAt }: Listed) => (Date.parse(expiresAt) - Date.parse(createdAt)) / hourMs;
const untiring = newIsolate({ SESSION_IDLE_MINUTES: "0" });

describe("extending a session", () => {
  test("gives it a day more, twice, and then no more", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);

    const answers = [await extend(person), await extend(person), await extend(person)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409]);
    const [first, second] = [await answers[0]?.json<Listed>(), await answers[1]?.json<Listed>()];
    expect([first && lifeOf(first), second && lifeOf(second)]).toEqual([48, 72]);
    expect(first).toMatchObject({ id: person.sessionId, current: true });
    expect(await answers[2]?.json()).toMatchObject({ code: "SESSION_LIMIT" });
    const lives = (await sessionsOf(person)).map((one) => [one.id, lifeOf(one)]);
    expect(Object.fromEntries(lives)).toEqual({ [person.sessionId]: 72, [other.sessionId]: 24 });
  });

  test("lets it really live on, across an eviction, until its new end", async ({ expect }) => {
    const person = await signUp();
    const extended = await signInThrough(untiring, person);
    const plain = await signInThrough(untiring, person);
    await extend(extended);
    await evictAllDurableObjects();

    later(47 * hourMs);
    const fresh = await refreshed(extended);
    const refused = await call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: plain.refreshToken },
      from: newAddress(),
    });
    const during = [(await write(fresh)).status, (await fresh.call("GET", "/api/v1/me")).status];
    later(hourMs);

    expect(during).toEqual([200, 200]);
    expect(await outcomeOf(refused)).toEqual([401, "SESSION_EXPIRED"]);
    expect(await outcomeOf(await write(await signIn(person.email)))).toEqual([200]);
    expect((await write(fresh)).status).toBe(401);
  });

  test("has the next refresh cookie live as long", async ({ expect }) => {
    const person = await signUp();
    await extend(person);

    const response = await call("POST", "/api/v1/auth/refresh", {
      headers: { cookie: `__Host-atrium-refresh=${person.refreshToken}` },
      from: newAddress(),
    });

    const maxAge = Number(/Max-Age=(\d+)/.exec(response.headers.get("set-cookie") ?? "")?.[1]);
    expect(maxAge).toBeGreaterThan(48 * 3600 - 60);
    expect(maxAge).toBeLessThanOrEqual(48 * 3600);
  });

  test.for([
    ["1", [25, 49], 2],
    ["48", [72], 1],
    ["72", [], 0],
  ] as const)("of %s hours ends at three days at most", async ([hours, lives, granted], { expect }) => {
    const person = await signInThrough(newIsolate({ SESSION_HOURS: hours }), await signUp());

    const answers = [await extend(person), await extend(person), await extend(person)];

    const given = answers.filter(({ status }) => status === 200);
    expect(await Promise.all(given.map(async (one) => lifeOf(await one.json<Listed>())))).toEqual(lives);
    expect(tally(answers)[409]).toBe(3 - granted);
  });

  test("by twenty calls at once is done twice", async ({ expect }) => {
    const person = await signUp();

    const answers = await times(20, () => extend(person));

    expect(tally(answers)).toEqual({ 200: 2, 409: 18 });
    expect((await sessionsOf(person)).map(lifeOf)).toEqual([72]);
  });

  test("is refused to nobody, to a session that is over, and with a body that says more", async ({ expect }) => {
    const person = await signUp();
    const ended = await signIn(person.email);
    await ended.call("POST", "/api/v1/auth/logout");

    const answers = [
      await call("POST", "/api/v1/sessions/extend"),
      await extend(ended),
      await person.call("POST", "/api/v1/sessions/extend", { json: { hours: 1000 } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 422]);
    expect((await sessionsOf(person)).map(lifeOf)).toEqual([24]);
  });
});

describe("logging out everywhere", () => {
  test("ends all sessions, this one too, closes their sockets, and says how many", async ({ expect }) => {
    const person = await signUp();
    const phone = await signIn(person.email);
    const stranger = await signUp();
    const streams = [await openStream(livePath, person.token), await openStream(livePath, phone.token)];
    const theirs = await openStream(livePath, stranger.token);

    const response = await person.call("POST", "/api/v1/sessions/force-logout");

    expect([response.status, await response.json()]).toEqual([200, { ended: 2 }]);
    const codes = await Promise.all(streams.map(async (stream) => (await stream.waitForClose()).code));
    expect(codes).toEqual([4401, 4401]);
    for (const one of [person, phone]) {
      expect(await outcomeOf(await write(one))).toEqual([401, "SESSION_EXPIRED"]);
      expect((await one.call("GET", "/api/v1/me")).status).toBe(401);
      const refresh = await call("POST", "/api/v1/auth/refresh", { json: { refreshToken: one.refreshToken } });
      expect(refresh.status).toBe(401);
    }
    expect([theirs.closed, (await write(stranger)).status]).toEqual([null, 200]);
    expect((await write(await signIn(person.email))).status).toBe(200);
  });

  test("of twenty calls at once ends each session once", async ({ expect }) => {
    const person = await signUp();
    await signIn(person.email);

    const answers = await times(20, () => person.call("POST", "/api/v1/sessions/force-logout"));

    const ended = answers.filter(({ status }) => status === 200);
    const counts = await Promise.all(ended.map(async (one) => (await one.json<{ ended: number }>()).ended));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(answers.filter(({ status }) => status !== 200).every(({ status }) => status === 401)).toBe(true);
  });

  test("everywhere else leaves the sockets of this one", async ({ expect }) => {
    const person = await signUp();
    const phone = await signIn(person.email);
    const [mine, other] = [await openStream(livePath, person.token), await openStream(livePath, phone.token)];

    const response = await person.call("POST", "/api/v1/sessions/terminate-all");

    expect(await response.json()).toEqual({ ended: 1 });
    expect((await other.waitForClose()).code).toBe(4401);
    expect(mine.closed).toBeNull();
  });

  test("is refused to nobody, and with a body that says more", async ({ expect }) => {
    const person = await signUp();
    const paths = ["/api/v1/sessions/force-logout", "/api/v1/sessions/terminate-all"];

    const nobody = await Promise.all(paths.map((path) => call("POST", path)));
    const more = await Promise.all(paths.map((path) => person.call("POST", path, { json: { userId: person.id } })));

    expect([...nobody, ...more].map(({ status }) => status)).toEqual([401, 401, 422, 422]);
    expect((await write(person)).status).toBe(200);
  });
});
