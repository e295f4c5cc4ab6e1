import { evictAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { HonoRequest } from "hono/request";
import { afterEach, describe, test, vi } from "vitest";
import { originOf } from "../../../src/features/sessions/index.ts";
import { parseConfig } from "../../../src/platform/config/config.ts";
import { call } from "../../support/http.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { hourMs, later, sessionsOf } from "../../support/sessions.ts";

afterEach(() => vi.useRealTimers());

const figures = async (person: Person) => (await person.call("GET", "/api/v1/sessions/stats")).json();
const placeOf = async (person: Person) => (await sessionsOf(person)).find(({ current }) => current)?.location;

const chrome =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

describe("the figures", () => {
  test("tell how the live sessions divide, and how often one signed in", async ({ expect }) => {
    const person = await signUp();
    await signIn(person.email, { headers: { "user-agent": chrome, "cf-ipcountry": "DE" } });
    await signIn(person.email, { headers: { "user-agent": chrome, "cf-ipcountry": "FR" } });
    const gone = await signIn(person.email, { headers: { "user-agent": phone, "cf-ipcountry": "DE" } });
    await signIn(person.email, { headers: { "user-agent": phone, "cf-ipcountry": "constructor" } });

    const before = await figures(person);
    await person.call("DELETE", `/api/v1/sessions/${gone.sessionId}`);
    await evictAllDurableObjects();
    const after = await figures(person);

    expect(before).toEqual({
      active: 5,
      byDevice: { desktop: 2, mobile: 2, unknown: 1 },
      byBrowser: { Chrome: 2, Safari: 2, unknown: 1 },
      byCountry: { DE: 2, FR: 1, constructor: 1, unknown: 1 },
      loginsLast30Days: 5,
    });
    expect(after).toMatchObject({ active: 4, byDevice: { desktop: 2, mobile: 1 }, loginsLast30Days: 5 });
  });

  test("count no sign-in of more than thirty days ago, and no session that is over", async ({ expect }) => {
    const person = await signUp();
    await signIn(person.email);
    later(30 * 24 * hourMs + 1_000);

    const stats = await figures(await signIn(person.email));

    expect(stats).toMatchObject({ active: 1, loginsLast30Days: 1 });
  });

  test("are one's own, and for who is signed in", async ({ expect }) => {
    const [ada] = await Promise.all([signUp(), signUp()]);

    expect(await figures(ada)).toMatchObject({ active: 1, loginsLast30Days: 1 });
    expect((await call("GET", "/api/v1/sessions/stats")).status).toBe(401);
    expect((await ada.call("GET", "/api/v1/sessions/stats?userId=x")).status).toBe(422);
  });
});

describe("where a session was begun", () => {
  const headers = { "cf-ipcountry": "FR", "cf-ipcity": "Paris", "cf-iplatitude": "48.85", "cf-iplongitude": "2.35" };

  test("is told by headers in development", async ({ expect }) => {
    const { email } = await signUp();

    expect(await placeOf(await signIn(email, { headers }))).toEqual({ country: "FR", city: "Paris" });
    expect(await placeOf(await signIn(email, { headers: { "cf-ipcountry": "FR" } }))).toEqual({
      country: "FR",
      city: null,
    });
    expect(await placeOf(await signIn(email))).toBeNull();
  });

  test("is told by Cloudflare, whatever the headers say", async ({ expect }) => {
    const { email } = await signUp();
    const cf = { country: "DE", city: "Berlin", latitude: "52.52", longitude: "13.40" };

    const person = await signIn(email, { cf, headers });

    expect(await placeOf(person)).toEqual({ country: "DE", city: "Berlin" });
  });

  test.for([
    ["development", { country: "FR", city: "Paris", latitude: 48.85, longitude: 2.35 }],
    ["production", null],
  ] as const)("is taken from headers in development alone, not in %s", ([environment, location], { expect }) => {
    const config = { ...parseConfig(env), ENVIRONMENT: environment };
    const request = new Request("http://localhost:8787", { headers });

    const origin = originOf({ req: new HonoRequest(request), var: { deps: { config } } }, {});

    expect(origin.location).toEqual(location);
  });
});
