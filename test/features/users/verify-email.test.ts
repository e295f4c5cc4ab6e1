import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { codeIn, mailTo, newName, password, register, signUp, tokenIn } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const verify = (json: object) => call("POST", "/api/v1/auth/verify-email", { json, from: newAddress() });

async function waiting() {
  const { email, username } = await register();
  const mail = await mailTo(email, "verification");
  return { email, username, token: tokenIn(mail), code: codeIn(mail) };
}

const wrong = (code: string) => (code === "000000" ? "000001" : "000000");

describe("verifying an address", () => {
  test("by the link makes the user and signs in", async ({ expect }) => {
    const { email, username, token } = await waiting();

    const response = await verify({ token, tokenTransport: "body" });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      user: expect.objectContaining({
        email,
        username,
        emailVerified: true,
        mfaEnabled: false,
        roles: [],
        permissions: [],
      }),
      session: expect.objectContaining({ id: expect.stringMatching(/^sess_/), current: true }),
      accessToken: expect.any(String),
      expiresIn: 600,
      refreshToken: expect.any(String),
      deviceToken: expect.any(String),
    });
  });

  test("by the code does the same, whatever the case of the address", async ({ expect }) => {
    const { email, code } = await waiting();

    const response = await verify({ email: email.toUpperCase(), code });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user: { email } });
  });

  test("works once: of twenty at the same moment one succeeds", async ({ expect }) => {
    const { token, email } = await waiting();

    const answers = await Promise.all(Array.from({ length: 20 }, () => verify({ token })));

    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    const { results } = await env.DB.prepare("SELECT id FROM users WHERE email = ?").bind(email).all();
    expect(results.length).toBe(1);
  });

  test("by code works once: of five at the same moment one succeeds", async ({ expect }) => {
    const { email, code } = await waiting();

    const answers = await Promise.all(Array.from({ length: 5 }, () => verify({ email, code })));

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400, 400, 400, 400]);
  });

  test("by link and code at once makes one user", async ({ expect }) => {
    const { email, code, token } = await waiting();

    const answers = await Promise.all([verify({ email, code }), verify({ token })]);

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400]);
  });

  test("refuses the right code after five wrong ones; the link still works", async ({ expect }) => {
    const { email, code, token } = await waiting();

    const guesses = [];
    for (let at = 0; at < 5; at += 1) guesses.push(await verify({ email, code: wrong(code) }));
    const right = await verify({ email, code });
    const link = await verify({ token });

    expect(guesses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect([right.status, link.status]).toEqual([400, 200]);
  });

  test("counts guesses made at the same moment", async ({ expect }) => {
    const { email, code } = await waiting();

    await Promise.all(Array.from({ length: 20 }, () => verify({ email, code: wrong(code) })));
    const right = await verify({ email, code });

    expect(right.status).toBe(400);
  });

  test("answers every wrong way alike", async ({ expect }) => {
    const { email, code, token } = await waiting();
    const used = await waiting();
    await verify({ token: used.token });

    const answers = await Promise.all([
      verify({ token: `${token}x` }),
      verify({ token: used.token }),
      verify({ token: "x" }),
      verify({ email, code: wrong(code) }),
      verify({ email: used.email, code: used.code }),
      verify({ email: `${newName()}@example.com`, code }),
    ]);

    const bodies = await Promise.all(answers.map((answer) => answer.json<Record<string, unknown>>()));
    for (const body of bodies) {
      expect({ ...body, requestId: "" }).toEqual({ ...bodies[0], code: "TOKEN_INVALID", status: 400, requestId: "" });
    }
  });

  test("is over a day after the mail", async ({ expect }) => {
    const { email, code, token } = await waiting();
    vi.setSystemTime(Date.now() + 24 * 3600 * 1000 + 1_000);

    const answers = [await verify({ token }), await verify({ email, code })];

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  test("refuses a token and a code together, and neither", async ({ expect }) => {
    const { email, code, token } = await waiting();

    const answers = await Promise.all([
      verify({ email, code, token }),
      verify({}),
      verify({ email }),
      verify({ code }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  });

  test("gives way to a user who took the name meanwhile", async ({ expect }) => {
    const { username, token } = await waiting();
    const other = await signUp();
    await other.call("PATCH", "/api/v1/me", { json: { username } });

    const response = await verify({ token });

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "USERNAME_TAKEN" });
  });

  test("makes ADMIN_EMAIL an administrator, and nobody else", async ({ expect }) => {
    const admin = await signUp({ email: "Admin@Example.com" });
    const other = await signUp({ email: "admin@example.com.evil.example" });

    const me = await (await admin.call("GET", "/api/v1/me")).json();
    const them = await (await other.call("GET", "/api/v1/me")).json();

    expect(me).toMatchObject({ email: "admin@example.com", roles: ["admin"], permissions: ["ALL"] });
    expect(them).toMatchObject({ roles: [], permissions: [] });
  });

  test("leaves an address that waits no way to sign in", async ({ expect }) => {
    const { email } = await waiting();

    const login = await call("POST", "/api/v1/auth/login", { json: { email, password }, from: newAddress() });

    expect(login.status).toBe(401);
  });
});
