import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress, origin } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";
import { password, type Person, signIn, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

type Tokens = { accessToken: string; expiresIn: number; refreshToken: string };

const refresh = (refreshToken: string) =>
  call("POST", "/api/v1/auth/refresh", { json: { refreshToken }, from: newAddress() });

async function next(refreshToken: string): Promise<string> {
  return (await (await refresh(refreshToken)).json<Tokens>()).refreshToken;
}

/** What a browser does: the cookie, and the origin of its page. */
function withCookie(path: string, token: string, headers: Record<string, string> = {}) {
  return call("POST", path, { headers: { cookie: `__Host-atrium-refresh=${token}`, ...headers }, from: newAddress() });
}

const isLive = async (person: Person) => (await person.call("PATCH", "/api/v1/me", { json: {} })).status === 200;
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe("a refresh token", () => {
  test("is exchanged for an access token and its successor", async ({ expect }) => {
    const person = await signUp();

    const response = await refresh(person.refreshToken);

    const tokens = await response.json<Tokens>();
    expect(response.status).toBe(200);
    expect(Object.keys(tokens).sort()).toEqual(["accessToken", "expiresIn", "refreshToken"]);
    expect(tokens.refreshToken).not.toBe(person.refreshToken);
    expect((await call("GET", "/api/v1/me", { token: tokens.accessToken })).status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("gives the same successor to tabs that race", async ({ expect }) => {
    const person = await signUp();

    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(person.refreshToken)));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const successors = await Promise.all(answers.map(async (one) => (await one.json<Tokens>()).refreshToken));
    expect(new Set(successors).size).toBe(1);
    expect((await refresh(successors[0] ?? "")).status).toBe(200);
  });

  test("gives it for ten seconds, also when the successor was used meanwhile", async ({ expect }) => {
    const person = await signUp();
    const second = await next(person.refreshToken);
    const third = await next(second);
    later(9);

    const again = [await next(person.refreshToken), await next(second)];

    expect(again).toEqual([second, third]);
    expect((await refresh(third)).status).toBe(200);
  });

  test("ends its session when it is used after that", async ({ expect }) => {
    const person = await signUp();
    const successor = await next(person.refreshToken);
    later(11);

    const reused = await refresh(person.refreshToken);

    expect(reused.status).toBe(401);
    expect(await reused.json()).toMatchObject({ code: "SESSION_EXPIRED" });
    expect((await refresh(successor)).status).toBe(401);
    expect(await isLive(person)).toBe(false);
  });

  test("of long ago ends its session, too", async ({ expect }) => {
    const person = await signUp();
    let newest = person.refreshToken;
    for (let at = 0; at < 4; at += 1) {
      newest = await next(newest);
      later(20);
    }

    const reused = await refresh(person.refreshToken);

    expect(reused.status).toBe(401);
    expect((await refresh(newest)).status).toBe(401);
  });

  test("used again ends its own session alone", async ({ expect }) => {
    const person = await signUp();

    const other = await signIn(person.email);
    await next(person.refreshToken);
    later(11);

    await refresh(person.refreshToken);

    expect([await isLive(person), await isLive(other)]).toEqual([false, true]);
  });

  test("is remembered by an object that was evicted", async ({ expect }) => {
    const person = await signUp();
    const second = await next(person.refreshToken);
    await evictDurableObject(env.USER_HUB.getByName(person.id));

    const again = await next(person.refreshToken);
    later(11);
    await evictDurableObject(env.USER_HUB.getByName(person.id));
    const reused = await refresh(person.refreshToken);

    expect([again, reused.status]).toEqual([second, 401]);
  });

  test("is over when its session is", async ({ expect }) => {
    const person = await signUp();
    later(24 * 3600 + 1);

    const response = await refresh(person.refreshToken);

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "SESSION_EXPIRED" });
  });

  test("does not lengthen the session", async ({ expect }) => {
    const person = await signUp();
    let token = person.refreshToken;
    for (let hour = 0; hour < 3; hour += 1) {
      later(7 * 3600);
      token = await next(token);
    }
    later(3 * 3600 + 1);

    expect((await refresh(token)).status).toBe(401);
  });

  test("that somebody made up is refused, whatever it names", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const [user = "", session = "", secret = "", ...mac] = ada.refreshToken.split(".");
    const [otherUser = "", otherSession = ""] = grace.refreshToken.split(".");

    const forgeries = [
      [user, session, "x".repeat(43), ...mac],
      [otherUser, otherSession, secret, ...mac],
      [user, otherSession, secret, ...mac],
      [user, session, secret, mac[0] ?? "", "A".repeat(43)],
      [user, session, secret, "other", mac[1] ?? ""],
      [user, session, secret],
      ["", "", "", "", ""],
    ].map((parts) => parts.join("."));
    const answers = await Promise.all([...forgeries, "x", ada.token].map(refresh));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    expect(await answers[0]?.json()).toMatchObject({ code: "UNAUTHENTICATED" });
    expect([await isLive(ada), await isLive(grace)]).toEqual([true, true]);
  });

  test("is not used up when the database fails meanwhile", async ({ expect }) => {
    const person = await signUp();
    const broken = newIsolate({ DB: failingDatabase('from "user', "database is locked") });

    const failed = await broken.call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: person.refreshToken },
      from: newAddress(),
    });
    later(11);
    const again = await refresh(person.refreshToken);

    expect([failed.status, again.status]).toEqual([503, 200]);
  });

  test("is missing: 401", async ({ expect }) => {
    const answers = await Promise.all([
      call("POST", "/api/v1/auth/refresh", { from: newAddress() }),
      call("POST", "/api/v1/auth/refresh", { json: {}, from: newAddress() }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });
});

describe("the refresh cookie", () => {
  test("is exchanged, and its successor is a cookie again", async ({ expect }) => {
    const person = await signUp();

    const response = await withCookie("/api/v1/auth/refresh", person.refreshToken, { origin });

    expect(response.status).toBe(200);
    expect(Object.keys(await response.json<object>()).sort()).toEqual(["accessToken", "expiresIn"]);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-atrium-refresh=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ]);
  });

  test.for(["https://evil.example", "null", "http://localhost:8788", "http://localhost:8787.evil.example"])(
    "is refused from the origin %s, and nothing happens",
    async (foreign, { expect }) => {
      const person = await signUp();

      const refreshed = await withCookie("/api/v1/auth/refresh", person.refreshToken, { origin: foreign });
      const loggedOut = await withCookie("/api/v1/auth/logout", person.refreshToken, { origin: foreign });

      expect([refreshed.status, loggedOut.status]).toEqual([403, 403]);
      expect(await refreshed.json()).toMatchObject({ code: "ORIGIN_FORBIDDEN" });
      expect(await isLive(person)).toBe(true);
    },
  );

  test("signs nobody in anywhere else", async ({ expect }) => {
    const person = await signUp();
    const headers = {
      cookie: `__Host-atrium-refresh=${person.refreshToken}; __Host-atrium-device=${person.deviceToken}`,
    };

    const answers = await Promise.all([
      call("GET", "/api/v1/me", { headers }),
      call("PATCH", "/api/v1/me", { headers, json: {} }),
      call("POST", "/api/v1/sessions/terminate-all", { headers }),
      call("POST", "/api/v1/auth/password/change", {
        headers,
        json: { currentPassword: password, newPassword: `${password} 2` },
      }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });
});

describe("signing out", () => {
  test("by the bearer token ends the session", async ({ expect }) => {
    const person = await signUp();

    const response = await person.call("POST", "/api/v1/auth/logout");

    expect(response.status).toBe(204);
    expect(await isLive(person)).toBe(false);
    expect((await refresh(person.refreshToken)).status).toBe(401);
    const again = await person.call("POST", "/api/v1/auth/logout");
    expect([again.status, (await again.json<{ code: string }>()).code]).toEqual([401, "SESSION_EXPIRED"]);
  });

  test("by the cookie ends the session and removes the cookie", async ({ expect }) => {
    const person = await signUp();

    const response = await withCookie("/api/v1/auth/logout", person.refreshToken, { origin });

    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-atrium-refresh=; Max-Age=0; Path=\/; .*Secure/),
    ]);
    expect(await isLive(person)).toBe(false);
    expect((await withCookie("/api/v1/auth/logout", person.refreshToken)).status).toBe(204);
  });

  test("without either, or with a made-up cookie, is a 401", async ({ expect }) => {
    const answers = await Promise.all([
      call("POST", "/api/v1/auth/logout"),
      withCookie("/api/v1/auth/logout", "made.up"),
      call("POST", "/api/v1/auth/logout", { token: "made.up" }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});
