import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { mailsTo, mailTo, newName, password, type Person, signIn, signUp, tokenIn } from "../../support/people.ts";
import { passSteps, signUpWithTwoFactor, stepUp, stopClock, withToken } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

const fresh = "a fresh and long passphrase";
const forgot = (email: string) => call("POST", "/api/v1/auth/password/forgot", { json: { email }, from: newAddress() });
const reset = (json: object) => call("POST", "/api/v1/auth/password/reset", { json, from: newAddress() });
const change = (person: Person, currentPassword: string, newPassword: string) =>
  person.call("POST", "/api/v1/auth/password/change", { json: { currentPassword, newPassword }, from: newAddress() });
const login = (email: string, given: string) =>
  call("POST", "/api/v1/auth/login", { json: { email, password: given }, from: newAddress() });
const refresh = (refreshToken: string) =>
  call("POST", "/api/v1/auth/refresh", { json: { refreshToken }, from: newAddress() });

async function askForLink(person: Person): Promise<string> {
  const known = (await mailsTo(person.email)).filter(({ template }) => template === "password_reset").length;
  await forgot(person.email);
  return eventually(async () => {
    const mails = (await mailsTo(person.email)).filter(({ template }) => template === "password_reset");
    const [newest] = mails;
    if (!newest || mails.length === known) throw new Error("no mail yet");
    return tokenIn(newest);
  });
}

describe("a forgotten password", () => {
  test("is answered alike for a known and an unknown address", async ({ expect }) => {
    const person = await signUp();

    const answers = await Promise.all([forgot(person.email), forgot(`${newName()}@example.com`)]);

    const seen = await Promise.all(answers.map(async (one) => [one.status, await one.text(), [...one.headers.keys()]]));
    expect(seen[0]?.[0]).toBe(202);
    expect(seen[1]).toEqual(seen[0]);
  });

  test("is set anew by the mailed link, and every session is over", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);
    const token = await askForLink(person);

    const response = await reset({ token, password: fresh });

    expect(response.status).toBe(204);
    const refused = await Promise.all([
      person.call("GET", "/api/v1/me"),
      other.call("PATCH", "/api/v1/me", { json: { bio: "x" } }),
      refresh(person.refreshToken),
      refresh(other.refreshToken),
      login(person.email, password),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect((await login(person.email, fresh)).status).toBe(200);
    expect((await mailTo(person.email, "password_changed")).to).toBe(person.email);
  });

  test("is set by a link once: of ten at the same moment one succeeds", async ({ expect }) => {
    const person = await signUp();
    const token = await askForLink(person);

    const secrets = Array.from({ length: 10 }, (_, at) => `${fresh} number ${at}`);
    const answers = await Promise.all(secrets.map((secret) => reset({ token, password: secret })));

    expect(answers.filter(({ status }) => status === 204).length).toBe(1);
    expect(answers.filter(({ status }) => status === 400).length).toBe(9);
    const winner = secrets[answers.findIndex(({ status }) => status === 204)] ?? "";
    expect((await login(person.email, winner)).status).toBe(200);
  });

  test("keeps its link when the new password is too weak", async ({ expect }) => {
    const person = await signUp();
    const token = await askForLink(person);

    const weak = await reset({ token, password: "short" });
    const good = await reset({ token, password: fresh });

    expect([weak.status, good.status]).toEqual([422, 204]);
  });

  test("does not tell a wrong link by the weakness of a password", async ({ expect }) => {
    const response = await reset({ token: "wrong", password: "short" });

    expect(await response.json()).toMatchObject({ code: "TOKEN_INVALID" });
  });

  test("is not set by a link that is half an hour old", async ({ expect }) => {
    const person = await signUp();
    const token = await askForLink(person);
    vi.setSystemTime(Date.now() + 30 * 60 * 1000 + 1_000);

    const response = await reset({ token, password: fresh });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "TOKEN_INVALID" });
  });

  test("is not set by any earlier link once it was changed or set", async ({ expect }) => {
    const person = await signUp();
    const [first, second] = [await askForLink(person), await askForLink(person)];
    await change(person, password, fresh);

    const afterChange = await reset({ token: first, password: `${fresh} one` });
    const third = await askForLink(person);
    const fourth = await askForLink(person);
    const good = await reset({ token: fourth, password: `${fresh} two` });
    const stale = await Promise.all([second, third, fourth].map((token) => reset({ token, password: fresh })));

    expect([afterChange.status, good.status]).toEqual([400, 204]);
    expect(stale.map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  test("leaves nothing of the link in the database", async ({ expect }) => {
    const person = await signUp();
    const token = await askForLink(person);

    const { results: resets } = await env.DB.prepare("SELECT * FROM password_resets").all();
    const { results: jobs } = await env.DB.prepare("SELECT * FROM jobs").all();

    expect(JSON.stringify({ resets, jobs })).not.toContain(token);
  });
});

describe("changing one's password", () => {
  test("ends the other sessions, and keeps the one that did it", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);

    const response = await change(person, password, fresh);

    expect(response.status).toBe(204);
    const kept = await person.call("PATCH", "/api/v1/me", { json: { bio: "x" } });
    const ended = await other.call("PATCH", "/api/v1/me", { json: { bio: "x" } });
    expect([kept.status, ended.status]).toEqual([200, 401]);
    expect((await refresh(person.refreshToken)).status).toBe(200);
    expect((await refresh(other.refreshToken)).status).toBe(401);
    const logins = await Promise.all([login(person.email, password), login(person.email, fresh)]);
    expect(logins.map(({ status }) => status)).toEqual([401, 200]);
    await mailTo(person.email, "password_changed");
  });

  test("needs the current one, and a wrong one ends nothing", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);

    const response = await change(person, "wrong", fresh);

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "WRONG_CREDENTIAL" });
    expect((await other.call("PATCH", "/api/v1/me", { json: { bio: "x" } })).status).toBe(200);
    expect((await login(person.email, password)).status).toBe(200);
  });

  test("needs a fresh second factor where there is one, and the password too", async ({ expect }) => {
    stopClock();
    const person = await signUpWithTwoFactor();
    passSteps(11);

    const stale = await change(person, password, fresh);
    const proved = await stepUp(person, { method: "totp", code: person.app.code() });
    const { accessToken } = await proved.json<{ accessToken: string }>();
    const wrong = await change(withToken(person, accessToken), "wrong", fresh);
    const changed = await change(withToken(person, accessToken), password, fresh);

    expect([stale.status, wrong.status, changed.status]).toEqual([403, 403, 204]);
    expect(await stale.json()).toMatchObject({ code: "STEP_UP_REQUIRED" });
    expect(await wrong.json()).toMatchObject({ code: "WRONG_CREDENTIAL" });
  });

  test("needs a good new one", async ({ expect }) => {
    const person = await signUp();

    const response = await change(person, password, "short");

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: "newPassword" }] });
  });

  test("needs a session", async ({ expect }) => {
    const response = await call("POST", "/api/v1/auth/password/change", {
      json: { currentPassword: password, newPassword: fresh },
      from: newAddress(),
    });

    expect(response.status).toBe(401);
  });

  test("twice at the same moment sets one of the two", async ({ expect }) => {
    const person = await signUp();
    const secrets = [`${fresh} one`, `${fresh} two`];

    const answers = await Promise.all(secrets.map((secret) => change(person, password, secret)));

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 403]);
    const logins = await Promise.all(secrets.map((secret) => login(person.email, secret)));
    expect(logins.map(({ status }) => (status === 200 ? 204 : 403))).toEqual(answers.map(({ status }) => status));
  });
});

test("a session left open gives twenty guesses at the password in an hour (P8)", async ({ expect }) => {
  const person = await signUp();
  const guess = (currentPassword: string) =>
    person.call("POST", "/api/v1/auth/password/change", {
      json: { currentPassword, newPassword: "another long passphrase of mine" },
      from: newAddress(),
    });

  const answers = await Promise.all(Array.from({ length: 24 }, (_, at) => guess(`a wrong guess, number ${at}`)));
  const right = await guess(password);

  expect(answers.filter(({ status }) => status === 403)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 423)).toHaveLength(4);
  expect(right.status).toBe(423);
  expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(3_000);
});
