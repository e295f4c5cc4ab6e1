import { env } from "cloudflare:workers";
import { describe, test } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { mailTo, newName, password, register, signIn, signUp } from "../../support/people.ts";

const login = (json: object, headers: Record<string, string> = {}) =>
  call("POST", "/api/v1/auth/login", { json, headers, from: newAddress() });

/** Everything that a caller sees of an answer, but for what names the request. */
async function seen(response: Response) {
  const body = await response.json<Record<string, unknown>>();
  return {
    status: response.status,
    body: { ...body, requestId: "" },
    headers: [...response.headers].filter(([name]) => name !== "x-request-id"),
  };
}

describe("signing in", () => {
  test("gives the user, the session and tokens", async ({ expect }) => {
    const person = await signUp();

    const response = await login(
      { email: person.email, password, deviceName: "Ada's laptop", tokenTransport: "body" },
      { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
    );

    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.json()).toMatchObject({
      user: { id: person.id, email: person.email },
      session: {
        current: true,
        device: { type: "desktop", browser: "Firefox", os: "Linux", name: "Ada's laptop" },
        ip: expect.stringMatching(/^10\./),
      },
      expiresIn: 600,
      refreshToken: expect.any(String),
      deviceToken: expect.any(String),
    });
  });

  test("gives browsers the lasting tokens as cookies that no script can read", async ({ expect }) => {
    const person = await signUp();

    const response = await login({ email: person.email, password });

    const body = await response.json<object>();
    expect(Object.keys(body).sort()).toEqual(["accessToken", "expiresIn", "session", "user"]);
    const cookies = response.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split("=")[0])).toEqual(["__Host-atrium-refresh", "__Host-atrium-device"]);
    for (const cookie of cookies) {
      const attributes = cookie.split("; ").slice(1);
      expect(attributes).toEqual(expect.arrayContaining(["HttpOnly", "Secure", "SameSite=Strict", "Path=/"]));
      expect(cookie).not.toMatch(/domain/i);
    }
    expect(Number(/Max-Age=(\d+)/.exec(cookies[0] ?? "")?.[1])).toBeGreaterThan(86_000);
    expect(Number(/Max-Age=(\d+)/.exec(cookies[0] ?? "")?.[1])).toBeLessThanOrEqual(86_400);
  });

  test("is refused alike for an unknown address, one that waits, and a wrong password", async ({ expect }) => {
    const person = await signUp();
    const waiting = await register();

    const answers = await Promise.all([
      login({ email: person.email, password: `${password}!` }),
      login({ email: `${newName()}@example.com`, password }),
      login({ email: waiting.email, password }),
      login({ email: person.email, password: "short" }),
      login({ email: person.email, password: password.toUpperCase() }),
    ]);

    const [first, ...others] = await Promise.all(answers.map(seen));
    expect(first).toMatchObject({ status: 401, body: { code: "INVALID_CREDENTIALS" } });
    for (const other of others) expect(other).toEqual(first);
  });

  test("says how the limit stands also when it fails", async ({ expect }) => {
    const response = await login({ email: "nobody@example.com", password });

    expect(response.status).toBe(401);
    expect(response.headers.get("ratelimit")).toMatch(/^"login";r=\d+;t=\d+$/);
  });

  test("recognises a device by its token, and only its user's", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);

    const again = await login({ email: ada.email, password, deviceToken: ada.deviceToken, tokenTransport: "body" });
    const foreign = await login({ email: grace.email, password, deviceToken: ada.deviceToken, tokenTransport: "body" });
    const byCookie = await login(
      { email: ada.email, password, tokenTransport: "body" },
      { cookie: `__Host-atrium-device=${ada.deviceToken}` },
    );

    const tokens = await Promise.all(
      [again, foreign, byCookie].map(async (one) => (await one.json<{ deviceToken: string }>()).deviceToken),
    );
    expect(tokens[0]).toBe(ada.deviceToken);
    expect(tokens[1]).not.toBe(ada.deviceToken);
    expect(tokens[1]?.startsWith(grace.id)).toBe(true);
    expect(tokens[2]).toBe(ada.deviceToken);
  });

  test("twice opens two sessions", async ({ expect }) => {
    const person = await signUp();

    const other = await signIn(person.email);

    expect(other.sessionId).not.toBe(person.sessionId);
    const { items } = await (await other.call("GET", "/api/v1/sessions")).json<{ items: unknown[] }>();
    expect(items.length).toBe(2);
  });

  test.for([
    { email: "x@example.com" },
    { password },
    { email: "x@example.com", password: "" },
    { email: 1, password },
    { email: ["x@example.com"], password },
    { email: "x@example.com", password: { $ne: null } },
    { email: "x@example.com", password, deviceToken: "" },
    { email: "x@example.com", password, tokenTransport: "url" },
    { email: "x@example.com", password, userId: "user_1" },
  ])("is a 422 with %j", async (json, { expect }) => {
    const response = await login(json);

    expect(response.status).toBe(422);
  });

  test.for(["' OR 1=1 --", "x'; DROP TABLE users; --", '" OR ""="'])(
    "takes %s for a password like any other",
    async (injection, { expect }) => {
      const person = await signUp();

      const response = await login({ email: person.email, password: injection });

      expect(response.status).toBe(401);
      expect(await env.DB.prepare("SELECT count(*) > 0 AS alive FROM users").first()).toEqual({ alive: 1 });
    },
  );
});

test("what somebody calls themselves starts no header and no markup in a mail", async ({ expect }) => {
  const person = await signUp({ displayName: '<img src=x onerror="alert(1)"> Bcc: x@example.com' });

  await person.call("POST", "/api/v1/auth/password/change", {
    json: { currentPassword: password, newPassword: `${password}, again` },
    from: newAddress(),
  });

  const mail = await mailTo(person.email, "password_changed");
  expect(mail.subject).toBe("Your password was changed");
  expect(mail.html).not.toContain("<img");
  expect(mail.text).toContain("Hello <img");
});
