import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { createDeps } from "../../../src/deps.ts";
import { Authenticator } from "../../support/authenticator.ts";
import { call } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { askToSignIn, givePasskey } from "../../support/passkeys.ts";
import { password, type Person, signIn, signUp } from "../../support/people.ts";
import {
  claimsOf,
  passSteps,
  refreshed,
  setUpApp,
  signUpWithTwoFactor,
  statusOf,
  stepUp,
  stopClock,
  tally,
  times,
  withToken,
  noticesTo,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const codeOf = async (response: Response) => (await response.json<{ code: string }>()).code;
const wrongBackupCode = "00000-00000";

/** Somebody who has no password any more, as one who came through a provider. */
async function withoutPassword(): Promise<Person> {
  const person = await signUp();
  await env.DB.prepare("UPDATE users SET password_hash = NULL WHERE id = ?").bind(person.id).run();
  return person;
}

describe("stepping up", () => {
  test("by the password gives a token with a fresh time, where there is no second factor", async ({ expect }) => {
    const person = await signUp();
    later(6 * 60_000);
    const before = await person.call("POST", "/api/v1/2fa/disable");

    const response = await stepUp(person, { password });

    expect([before.status, await before.json()]).toEqual([
      403,
      expect.objectContaining({ code: "STEP_UP_REQUIRED", methods: ["password"] }),
    ]);
    expect(response.status).toBe(200);
    const { accessToken, expiresIn } = await response.json<{ accessToken: string; expiresIn: number }>();
    expect(expiresIn).toBe(600);
    expect(claimsOf(accessToken)).toMatchObject({ sid: person.sessionId, auth_time: Math.floor(Date.now() / 1000) });
    expect(claimsOf(accessToken).amr).toContain("pwd");
    expect(claimsOf(accessToken).amr).not.toContain("mfa");
    // Now it is refused for what it is: there is nothing to turn off.
    expect((await withToken(person, accessToken).call("POST", "/api/v1/2fa/disable")).status).toBe(409);
  });

  test("stays proved after the token is refreshed", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    await stepUp(person, { method: "totp", code: person.app.code() });

    const { token } = await refreshed(person);

    expect(claimsOf(token).amr).toContain("mfa");
    expect(claimsOf(token).auth_time).toBe(Math.floor(Date.now() / 1000));
  });

  test("takes no password from an account with a second factor", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const [right, wrong] = [await stepUp(person, { password }), await stepUp(person, { password: "wrong" })];

    const answers = await Promise.all([right, wrong].map((one) => one.json<object>()));
    expect(right.status).toBe(403);
    expect(answers[0]).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["totp", "backup_code"] });
    expect({ ...answers[1], requestId: "" }).toEqual({ ...answers[0], requestId: "" });
  });

  test("by a passkey, whose device knew its user, is both factors at once", async ({ expect }) => {
    const person = await signUp();
    const { authenticator } = await givePasskey(person);
    const proofBy = async (isVerified: boolean, signer = authenticator) => {
      const { challengeId, options } = await askToSignIn();
      return JSON.stringify({ challengeId, response: signer.sign(options, { isVerified }) });
    };

    const verified = await stepUp(person, { method: "passkey", code: await proofBy(true) });
    const touched = await stepUp(person, { method: "passkey", code: await proofBy(false) });
    const foreign = await stepUp(person, { method: "passkey", code: await proofBy(true, new Authenticator()) });
    const nonsense = await stepUp(person, { method: "passkey", code: "{" });

    expect([verified, touched, foreign, nonsense].map(({ status }) => status)).toEqual([200, 200, 403, 403]);
    const amrs = await Promise.all(
      [verified, touched].map(async (one) => claimsOf((await one.json<{ accessToken: string }>()).accessToken).amr),
    );
    expect(amrs[0]).toEqual(expect.arrayContaining(["hwk", "mfa"]));
    expect(amrs[1]).not.toContain("mfa");
  });

  test("by somebody else's passkey is refused", async ({ expect }) => {
    const [ada, eve] = [await signUp(), await signUp()];
    await givePasskey(ada);
    const { authenticator } = await givePasskey(eve);
    const { challengeId, options } = await askToSignIn();

    const code = JSON.stringify({ challengeId, response: authenticator.sign(options) });
    const response = await stepUp(ada, { method: "passkey", code });

    expect([response.status, await codeOf(response)]).toEqual([403, "WRONG_CREDENTIAL"]);
  });

  test("is refused to nobody, by what one has not, and by what is no proof", async ({ expect }) => {
    const person = await signUp();
    const forms = [
      {},
      { password, method: "totp", code: "123456" },
      { password: "" },
      { method: "totp" },
      { code: "123456" },
      { method: "magic", code: "123456" },
      { method: "totp", code: 123456 },
      { password, userId: person.id },
    ];

    const nobody = await call("POST", "/api/v1/auth/step-up", { json: { password } });
    const without = await stepUp(person, { method: "totp", code: "123456" });
    const wrong = await stepUp(person, { password: `${password}!` });
    const malformed = await Promise.all(forms.map((json) => stepUp(person, json)));

    expect([nobody.status, without.status, wrong.status]).toEqual([401, 403, 403]);
    expect([await codeOf(without), await codeOf(wrong)]).toEqual(["WRONG_CREDENTIAL", "WRONG_CREDENTIAL"]);
    expect(tally(malformed)).toEqual({ 422: forms.length });
  });
});

describe("a code of the app", () => {
  test("M1: is accepted once: of twenty at the same moment one succeeds", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const code = person.app.code();

    const answers = await times(20, () => stepUp(person, { method: "totp", code }));
    const again = [await stepUp(person, { method: "totp", code })];
    passSteps(1);
    again.push(await stepUp(person, { method: "totp", code }));
    const next = await stepUp(person, { method: "totp", code: person.app.code() });

    expect(tally(answers)).toEqual({ 200: 1, 403: 19 });
    expect(again.map(({ status }) => status)).toEqual([403, 403]);
    expect(next.status).toBe(200);
  });

  test("M1: that turned the factor on does nothing more, nor does an older one", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const answers = [
      await stepUp(person, { method: "totp", code: person.app.code() }),
      await stepUp(person, { method: "totp", code: person.app.code(-1) }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });

  test("M2: may be one step early or late, and no more", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(5);
    const statuses = [];

    for (const steps of [-2, 2, -1, 0, 1])
      statuses.push((await stepUp(person, { method: "totp", code: person.app.code(steps) })).status);

    expect(statuses).toEqual([403, 403, 200, 200, 200]);
  });

  test("M1: of an app that is only being set up proves nothing", async ({ expect }) => {
    const person = await signUp();
    const app = await setUpApp(person);

    const response = await stepUp(person, { method: "totp", code: app.code() });

    expect(response.status).toBe(403);
  });
});

describe("a backup code", () => {
  test("M5: works once: of twenty at the same moment one succeeds", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const [code] = person.backupCodes;

    const answers = await times(20, () => stepUp(person, { method: "backup_code", code }));
    const again = await stepUp(person, { method: "backup_code", code });

    expect(tally(answers)).toEqual({ 200: 1, 403: 19 });
    expect([200, 423]).not.toContain(again.status);
    expect(await statusOf(person)).toMatchObject({ backupCodesLeft: 9 });
  });

  test("works whatever its case, with and without its dash, and P12: its owner is told", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const [one = "", two = "", three = ""] = person.backupCodes;

    const answers = [
      await stepUp(person, { method: "backup_code", code: one.toUpperCase() }),
      await stepUp(person, { method: "backup_code", code: two.replace("-", "") }),
      await stepUp(person, { method: "backup_code", code: ` ${three.replace("-", " - ")} ` }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await noticesTo(person)).filter((kind) => kind === "backup_code_used").length).toBe(3);
  });

  test("of somebody else is refused", async ({ expect }) => {
    const [ada, eve] = [await signUpWithTwoFactor(), await signUpWithTwoFactor()];

    const response = await stepUp(ada, { method: "backup_code", code: eve.backupCodes[0] });

    expect(response.status).toBe(403);
    expect(await statusOf(eve)).toMatchObject({ backupCodesLeft: 10 });
  });

  test("M5: does nothing once all were replaced", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const response = await person.call("POST", "/api/v1/2fa/backup-codes");
    const { backupCodes } = await response.json<{ backupCodes: string[] }>();
    const old = await stepUp(person, { method: "backup_code", code: person.backupCodes[0] });
    const fresh = await stepUp(person, { method: "backup_code", code: backupCodes[9] });

    expect(response.status).toBe(200);
    expect(backupCodes.length).toBe(10);
    expect([old.status, fresh.status]).toEqual([403, 200]);
    expect(await noticesTo(person)).toContain("backup_codes_replaced");
  });

  test("M5: is one of ten, however many replace them at the same moment", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const answers = await times(20, () => person.call("POST", "/api/v1/2fa/backup-codes"));

    expect(tally(answers)).toEqual({ 200: 20 });
    expect(await statusOf(person)).toMatchObject({ backupCodesLeft: 10 });
  });

  test("is not offered any more when none is left", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    for (const code of person.backupCodes) await stepUp(person, { method: "backup_code", code });

    expect(await statusOf(person)).toMatchObject({ enabled: true, methods: ["totp"], backupCodesLeft: 0 });
  });
});

describe("the keys of the service", () => {
  test("may rotate: what older ones sealed and authenticated is still good", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const keys = createDeps(env, { requestId: "test" }).config.SECRET_KEYS.map(({ id, secret }) => `${id}:${secret}`);
    const newKey = "dev-new:bmV3ZXIga2V5IGZvciB0ZXN0cyAwMTIzNDU2Nzg5YWI";
    const rotated = newIsolate({ SECRET_KEYS: [newKey, ...keys].join(",") });
    const proofs = [
      { method: "totp", code: person.app.code() },
      { method: "backup_code", code: person.backupCodes[0] },
    ];

    const answers = await Promise.all(
      proofs.map((json) => rotated.call("POST", "/api/v1/auth/step-up", { token: person.token, json })),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe("wrong codes", () => {
  test("M3: twenty in an hour lock the account's second factor, whatever they were for", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const wrong = [
      ...(await times(10, () => stepUp(person, { method: "totp", code: person.app.wrongCode() }))),
      ...(await times(10, () => stepUp(person, { method: "backup_code", code: wrongBackupCode }))),
    ];

    const [totp, backup] = [
      await stepUp(person, { method: "totp", code: person.app.code() }),
      await stepUp(person, { method: "backup_code", code: person.backupCodes[0] }),
    ];

    expect(tally(wrong)).toEqual({ 403: 20 });
    expect([totp.status, backup.status]).toEqual([423, 423]);
    expect(await codeOf(totp)).toBe("ACCOUNT_LOCKED");
    const wait = Number(totp.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3_500);
    expect(wait).toBeLessThanOrEqual(3_600);
    expect(await noticesTo(person)).toContain("account_locked");
    later(wait * 1_000);
    const unlocked = await stepUp(await refreshed(person), { method: "totp", code: person.app.code() });
    expect(unlocked.status).toBe(200);
  });

  test("M3: are counted before they are looked at: of fifty at the same moment twenty are", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const answers = await times(50, () => stepUp(person, { method: "totp", code: person.app.wrongCode() }));

    expect(tally(answers)).toEqual({ 403: 20, 423: 30 });
  });

  test("M3: lock nobody else", async ({ expect }) => {
    const [ada, eve] = [await signUpWithTwoFactor(), await signUpWithTwoFactor()];
    await times(21, () => stepUp(eve, { method: "totp", code: eve.app.wrongCode() }));
    passSteps(1);

    const response = await stepUp(ada, { method: "totp", code: ada.app.code() });

    expect(response.status).toBe(200);
  });

  test("M3: do not use up anything when they are right, however many", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    const statuses = [];

    for (let at = 0; at < 25; at += 1) {
      // Well within ten minutes: the token must live.
      if (at % 10 === 0) vi.setSystemTime(Date.now() + 1_000);
      passSteps(1);
      const one = at % 10 === 9 ? await refreshed(person) : person;
      if (one !== person) Object.assign(person, one);
      statuses.push((await stepUp(person, { method: "totp", code: person.app.code() })).status);
    }

    expect(statuses).toEqual(Array.from({ length: 25 }, () => 200));
  });

  test("P9: wrong passwords count as well, and lock before another is hashed", async ({ expect }) => {
    const person = await signUp();
    const wrong = await times(20, () => stepUp(person, { password: "not the password" }));

    const right = await stepUp(person, { password });

    expect(tally(wrong)).toEqual({ 403: 20 });
    expect([right.status, await codeOf(right)]).toEqual([423, "ACCOUNT_LOCKED"]);
  });
});

describe("M7: without a fresh proof", () => {
  test.for([
    ["POST", "/2fa/disable", undefined],
    ["POST", "/2fa/backup-codes", undefined],
    ["PUT", "/2fa/methods/email", undefined],
    ["PUT", "/2fa/methods/sms", { phone: "+96550001234" }],
    ["DELETE", "/2fa/methods/email", undefined],
    ["DELETE", "/2fa/methods/sms", undefined],
  ] as const)("%s %s is refused, and says how to give one", async ([method, path, json], { expect }) => {
    const person = await signUpWithTwoFactor();
    const untouched = await statusOf(person);
    later(5 * 60_000 + 1_000);

    const response = await person.call(method, `/api/v1${path}`, { json });
    const nobody = await call(method, `/api/v1${path}`, { json });

    expect([response.status, nobody.status]).toEqual([403, 401]);
    expect(await response.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["totp", "backup_code"] });
    expect(await statusOf(person)).toEqual(untouched);
  });

  test("a password is none for an account with a second factor", async ({ expect }) => {
    const person = await signUp();
    const elsewhere = await signIn(person.email);
    const app = await setUpApp(person);
    await person.call("POST", "/api/v1/2fa/verify", { json: { code: app.code() } });

    const response = await elsewhere.call("POST", "/api/v1/2fa/disable");

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "STEP_UP_REQUIRED" });
  });

  test("those without a password prove themselves by mail, or by a passkey if they have one", async ({ expect }) => {
    const [ada, grace] = [await withoutPassword(), await withoutPassword()];
    await givePasskey(grace);
    later(6 * 60_000);

    const answers = await Promise.all([ada, grace].map((one) => one.call("POST", "/api/v1/2fa/disable")));

    const methods = await Promise.all(answers.map(async (one) => (await one.json<{ methods: string[] }>()).methods));
    expect(methods).toEqual([["email"], ["passkey", "email"]]);
  });
});
