import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { askToSignIn, givePasskey, signInBy } from "../../support/passkeys.ts";
import { codeIn, mailsTo, mailTo, password, tokenIn } from "../../support/people.ts";
import {
  claimsOf,
  type Enrolled,
  noticesTo,
  passSteps,
  proveFactor,
  signInHalf,
  signUpWithTwoFactor,
  statusOf,
  stepUp,
  stopClock,
  tally,
  times,
  withToken,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const codeOf = async (response: Response) => (await response.json<{ code: string }>()).code;
const sendCode = (json: object) => call("POST", "/api/v1/auth/mfa/send", { json });

type Challenge = { mfaRequired: true; challengeToken: string; methods: string[] };

/** The first step of a sign-in by somebody with a second factor. */
async function challengeOf(person: { email: string }): Promise<Challenge> {
  return (await signInHalf(person.email)).json<Challenge>();
}

/** Somebody whose app shows a code that was not used yet, and a sign-in of theirs that waits for it. */
async function halfWay(): Promise<{ person: Enrolled; challengeToken: string }> {
  const person = await signUpWithTwoFactor();
  passSteps(1);
  return { person, challengeToken: (await challengeOf(person)).challengeToken };
}

describe("the second step of a sign-in", () => {
  test("M8: is asked for after the right password, and begins the session", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);

    const first = await signInHalf(person.email, { deviceName: "Ada's laptop" });
    const challenge = await first.json<Challenge>();
    const second = await proveFactor({
      challengeToken: challenge.challengeToken,
      method: "totp",
      code: person.app.code(),
    });

    expect(first.status).toBe(200);
    expect(first.headers.getSetCookie()).toEqual([]);
    expect(challenge).toEqual({
      mfaRequired: true,
      challengeToken: expect.stringMatching(/^[\w-]{43}$/),
      methods: ["totp", "backup_code"],
    });
    expect(second.status).toBe(200);
    const result = await second.json<{ accessToken: string }>();
    expect(result).toMatchObject({
      user: { id: person.id, mfaEnabled: true },
      session: { device: { name: "Ada's laptop" } },
      refreshToken: expect.any(String),
    });
    expect(claimsOf(result.accessToken).amr).toEqual(["pwd", "otp", "mfa"]);
  });

  test("M8: is asked for whichever way the first went", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const { authenticator } = await givePasskey(person);
    await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email } });
    const token = tokenIn(await mailTo(person.email, "password_reset"));

    const byTouch = await (await signInBy(authenticator, { isVerified: false })).json();
    const byVerified = await (await signInBy(authenticator)).json();
    const renewed = "quite another passphrase";
    const reset = await call("POST", "/api/v1/auth/password/reset", { json: { token, password: renewed } });
    const afterReset = await (await signInHalf(person.email, { password: renewed })).json();

    // A touch shows the device and nobody; the same device is no second factor to itself.
    expect(byTouch).toMatchObject({ mfaRequired: true, methods: ["totp", "backup_code"] });
    expect(byVerified).toHaveProperty("accessToken");
    expect(reset.status).toBe(204);
    expect(afterReset).toMatchObject({ mfaRequired: true, methods: ["totp", "passkey", "backup_code"] });
  });

  test("may be a passkey", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const { authenticator } = await givePasskey(person);
    const { challengeToken } = await challengeOf(person);
    const { challengeId, options } = await askToSignIn();

    const code = JSON.stringify({ challengeId, response: authenticator.sign(options, { isVerified: false }) });
    const response = await proveFactor({ challengeToken, method: "passkey", code });

    expect(response.status).toBe(200);
    const { accessToken } = await response.json<{ accessToken: string }>();
    expect(claimsOf(accessToken).amr).toEqual(["pwd", "hwk", "mfa"]);
  });

  test("may be a mailed code, three times at most", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await person.call("PUT", "/api/v1/2fa/methods/email");
    const { challengeToken, methods } = await challengeOf(person);

    const sent = await sendCode({ challengeToken, method: "email" });
    const code = codeIn(await mailTo(person.email, "security_code"));
    const more = await times(19, () => sendCode({ challengeToken, method: "email" }));
    const replaced = await proveFactor({ challengeToken, method: "email", code });
    const newest = await eventually(async () => {
      const codes = (await mailsTo(person.email)).filter(({ template }) => template === "security_code").map(codeIn);
      if (codes.length < 3) throw new Error("not three yet");
      return codes;
    });
    const answers = [];
    for (const one of new Set(newest.filter((other) => other !== code)))
      answers.push(await proveFactor({ challengeToken, method: "email", code: one }));

    expect(methods).toEqual(["totp", "email", "backup_code"]);
    expect(sent.status).toBe(202);
    expect(tally(more)).toEqual({ 202: 2, 429: 17 });
    expect(replaced.status).toBe(401);
    expect(answers.map(({ status }) => status)).toContain(200);
  });

  test("may be a backup code, which M9, P12: ends the other sessions, and tells the owner", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const { challengeToken } = await challengeOf(person);
    const json = { challengeToken, code: person.backupCodes[3], tokenTransport: "body" };

    const response = await call("POST", "/api/v1/2fa/backup-code", { json });

    expect(response.status).toBe(200);
    const recovered = await response.json<{ user: { id: string }; refreshToken: string; accessToken: string }>();
    expect(recovered).toMatchObject({ user: { id: person.id }, refreshToken: expect.any(String) });
    expect(await statusOf(withToken(person, recovered.accessToken))).toMatchObject({ backupCodesLeft: 9 });
    expect((await person.call("PATCH", "/api/v1/me", { json: {} })).status).toBe(401);
    expect(await noticesTo(person)).toContain("backup_code_used");
  });

  test("is not a mailed code where that was not turned on, nor anything unknown", async ({ expect }) => {
    const { challengeToken } = await halfWay();

    const answers = [
      await sendCode({ challengeToken, method: "email" }),
      await sendCode({ challengeToken, method: "totp" }),
      await sendCode({ challengeToken: "x".repeat(43), method: "email" }),
      await proveFactor({ challengeToken, method: "email", code: "123456" }),
      await proveFactor({ challengeToken, method: "password", code: password }),
      await proveFactor({ challengeToken, method: "totp" }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 401, 401, 422, 422]);
  });
});

describe("a challenge", () => {
  test("M6: opens nothing but the second step", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();

    const answers = await Promise.all([
      call("GET", "/api/v1/me", { token: challengeToken }),
      call("POST", "/api/v1/2fa/disable", { token: challengeToken }),
      call("POST", "/api/v1/auth/step-up", { token: challengeToken, json: { password } }),
      call("POST", "/api/v1/auth/refresh", { json: { refreshToken: challengeToken } }),
      call("POST", "/api/v1/auth/password/reset", { json: { token: challengeToken, password } }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 400]);
    // From another network than the first step, as phones do.
    const from = "192.0.2.77";
    const json = { challengeToken, method: "totp", code: person.app.code(), tokenTransport: "body" };
    expect((await call("POST", "/api/v1/auth/mfa/verify", { json, from })).status).toBe(200);
  });

  test("M6: is stored as a digest, and over after ten minutes", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();
    const { results } = await env.DB.prepare("SELECT * FROM mfa_challenges WHERE user_id = ?").bind(person.id).all();
    later(10 * 60_000);

    const response = await proveFactor({ challengeToken, method: "totp", code: person.app.code() });
    await newIsolate().sweep();

    expect(JSON.stringify(results)).not.toContain(challengeToken);
    expect([response.status, await codeOf(response)]).toEqual([401, "CHALLENGE_EXPIRED"]);
    const left = await env.DB.prepare("SELECT 1 FROM mfa_challenges WHERE user_id = ?").bind(person.id).all();
    expect(left.results.length).toBeLessThanOrEqual(1);
  });

  test("M6: is used once: of twenty at the same moment one succeeds", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();
    const code = person.app.code();

    const answers = await times(20, () => proveFactor({ challengeToken, method: "totp", code }));
    passSteps(1);
    const again = await proveFactor({ challengeToken, method: "totp", code: person.app.code() });

    expect(tally(answers)).toEqual({ 200: 1, 401: 19 });
    expect([again.status, await codeOf(again)]).toEqual([401, "CHALLENGE_EXPIRED"]);
  });

  test("M1: of twenty with one code at the same moment one succeeds", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const challenges = await times(20, () => challengeOf(person));
    const code = person.app.code();

    const answers = await times(20, (at) =>
      proveFactor({ challengeToken: challenges[at]?.challengeToken, method: "totp", code }),
    );
    passSteps(1);
    const loser = challenges.find((_, at) => answers[at]?.status === 401);
    const next = { challengeToken: loser?.challengeToken, method: "totp" };
    const replayed = await proveFactor({ ...next, code });
    const fresh = await proveFactor({ ...next, code: person.app.code() });

    expect(tally(answers)).toEqual({ 200: 1, 401: 19 });
    expect([replayed.status, fresh.status]).toEqual([401, 200]);
  });

  test("M5: of twenty with one backup code at the same moment one succeeds", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const challenges = await times(20, () => challengeOf(person));
    const [code] = person.backupCodes;

    const answers = await times(20, (at) =>
      proveFactor({ challengeToken: challenges[at]?.challengeToken, method: "backup_code", code }),
    );

    expect(tally(answers)).toEqual({ 200: 1, 401: 19 });
    expect(await statusOf(person)).toMatchObject({ backupCodesLeft: 9 });
  });

  test("M3: is void after five wrong codes", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();
    const codes = [];

    for (let at = 0; at < 5; at += 1)
      codes.push(await codeOf(await proveFactor({ challengeToken, method: "totp", code: person.app.wrongCode() })));
    const right = await proveFactor({ challengeToken, method: "totp", code: person.app.code() });
    const { challengeToken: next } = await challengeOf(person);
    const again = await proveFactor({ challengeToken: next, method: "totp", code: person.app.code() });

    expect(codes).toEqual(Array.from({ length: 5 }, () => "INVALID_CREDENTIALS"));
    expect([right.status, await codeOf(right)]).toEqual([401, "CHALLENGE_EXPIRED"]);
    expect(again.status).toBe(200);
  });

  test("M3: counts wrong codes that come at the same moment", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();

    const answers = await times(20, () =>
      proveFactor({ challengeToken, method: "totp", code: person.app.wrongCode() }),
    );

    const codes = await Promise.all(answers.map(codeOf));
    expect(codes.filter((code) => code === "INVALID_CREDENTIALS").length).toBe(5);
    expect(codes.filter((code) => code === "CHALLENGE_EXPIRED").length).toBe(15);
  });

  test("M3: however many there are, twenty wrong codes an hour lock the account", async ({ expect }) => {
    const { person } = await halfWay();
    for (let at = 0; at < 4; at += 1) {
      const { challengeToken } = await challengeOf(person);
      await times(5, () => proveFactor({ challengeToken, method: "totp", code: person.app.wrongCode() }));
    }

    const { challengeToken } = await challengeOf(person);
    const answers = [
      await proveFactor({ challengeToken, method: "totp", code: person.app.code() }),
      await proveFactor({ challengeToken, method: "backup_code", code: person.backupCodes[0] }),
      await stepUp(person, { method: "totp", code: person.app.code() }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([423, 423, 423]);
    expect(Number(answers[0]?.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect(await codeOf(answers[0] ?? expect.unreachable())).toBe("ACCOUNT_LOCKED");
    later(3_601_000);
    const { challengeToken: next } = await challengeOf(person);
    expect((await proveFactor({ challengeToken: next, method: "totp", code: person.app.code() })).status).toBe(200);
  });

  test("of one person takes no code of another", async ({ expect }) => {
    const [ada, eve] = [await signUpWithTwoFactor(), await signUpWithTwoFactor()];
    passSteps(1);
    const { challengeToken } = await challengeOf(ada);

    const answers = [
      await proveFactor({ challengeToken, method: "totp", code: eve.app.code() }),
      await proveFactor({ challengeToken, method: "backup_code", code: eve.backupCodes[0] }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(await statusOf(eve)).toMatchObject({ backupCodesLeft: 10 });
  });

  test("is void when the password changes meanwhile", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();
    const newPassword = "quite another passphrase";
    later(1_000);
    const change = { currentPassword: password, newPassword };
    const changed = await person.call("POST", "/api/v1/auth/password/change", { json: change });

    const response = await proveFactor({ challengeToken, method: "totp", code: person.app.code() });

    expect(changed.status).toBe(204);
    expect([response.status, await codeOf(response)]).toEqual([401, "CHALLENGE_EXPIRED"]);
  });

  test("is void when one of the methods that it offers is turned off", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await person.call("PUT", "/api/v1/2fa/methods/email");
    const { challengeToken } = await challengeOf(person);
    await person.call("DELETE", "/api/v1/2fa/methods/email");

    const response = await sendCode({ challengeToken, method: "email" });

    expect([response.status, await codeOf(response)]).toEqual([401, "CHALLENGE_EXPIRED"]);
  });

  test("that is unknown is answered like one that is over", async ({ expect }) => {
    const { person, challengeToken } = await halfWay();
    await proveFactor({ challengeToken, method: "totp", code: person.app.code() });

    const answers = await Promise.all([
      proveFactor({ challengeToken, method: "totp", code: "123456" }),
      proveFactor({ challengeToken: "x".repeat(43), method: "totp", code: "123456" }),
      proveFactor({ challengeToken: "x", method: "totp", code: "123456" }),
    ]);

    const bodies = await Promise.all(answers.map((one) => one.json<object>()));
    for (const body of bodies) expect({ ...body, requestId: "" }).toEqual({ ...bodies[0], requestId: "" });
    expect(bodies[0]).toMatchObject({ status: 401, code: "CHALLENGE_EXPIRED" });
  });
});
