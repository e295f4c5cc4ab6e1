import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { call } from "../../support/http.ts";
import { signUp } from "../../support/people.ts";
import {
  enrol,
  noticesTo,
  passSteps,
  proveFactor,
  signInHalf,
  signInTwice,
  signUpWithTwoFactor,
  statusOf,
  stepUp,
  stopClock,
  tally,
  times,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

type Person = Awaited<ReturnType<typeof signUp>>;
const disable = (person: Person) => person.call("POST", "/api/v1/2fa/disable");

describe("turning two-factor authentication off", () => {
  test("removes everything of it, and P12: tells the owner", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await person.call("PUT", "/api/v1/2fa/methods/email");

    const response = await disable(person);

    expect(response.status).toBe(204);
    expect(await statusOf(person)).toEqual({ enabled: false, methods: [], backupCodesLeft: 0, rememberedDevices: 0 });
    for (const table of ["totp_factors", "backup_codes", "fallback_methods", "sent_codes", "mfa_challenges"]) {
      const left = await env.DB.prepare(`SELECT 1 FROM ${table} WHERE user_id = ?`).bind(person.id).all();
      expect(left.results).toEqual([]);
    }
    const me = await person.call("GET", "/api/v1/me");
    expect(await me.json()).toMatchObject({ mfaEnabled: false });
    expect(await noticesTo(person)).toContain("mfa_disabled");
    expect(await (await signInHalf(person.email)).json()).not.toHaveProperty("mfaRequired");
  });

  test("M9: after a sign-in by backup code it ends all other sessions, and the owner is told", async ({ expect }) => {
    const owner = await signUpWithTwoFactor();
    const recovered = await signInTwice(owner, { method: "backup_code", code: owner.backupCodes[0] ?? "" });

    const response = await disable(recovered);

    const [here, there] = [
      await recovered.call("GET", "/api/v1/me"),
      await owner.call("PATCH", "/api/v1/me", { json: {} }),
    ];
    expect([response.status, here.status, there.status]).toEqual([204, 200, 401]);
    expect(await there.json()).toMatchObject({ code: "SESSION_EXPIRED" });
    expect(await noticesTo(owner)).toEqual(expect.arrayContaining(["backup_code_used", "mfa_disabled"]));
  });

  test("forgets the devices that stood for the factor", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const proof = { method: "totp", code: person.app.code(), rememberDevice: true };
    const remembered = await signInTwice(person, proof);
    const { deviceToken } = remembered;
    const before = await statusOf(remembered);
    const known = await (await signInHalf(person.email, { deviceToken })).json<object>();

    await disable(remembered);
    await enrol(remembered);
    const asked = await (await signInHalf(person.email, { deviceToken })).json<object>();

    expect(before.rememberedDevices).toBe(1);
    expect(known).toHaveProperty("accessToken");
    expect(asked).toMatchObject({ mfaRequired: true });
    expect(await statusOf(remembered)).toMatchObject({ rememberedDevices: 0 });
  });

  test("voids the sign-ins that wait for it", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const { challengeToken } = await (await signInHalf(person.email)).json<{ challengeToken: string }>();
    await disable(person);

    const response = await proveFactor({ challengeToken, method: "totp", code: person.app.code() });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "CHALLENGE_EXPIRED" });
  });

  test("of twenty at the same moment one succeeds", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const answers = await times(20, () => disable(person));

    expect(tally(answers)).toEqual({ 204: 1, 409: 19 });
    expect((await noticesTo(person)).filter((kind) => kind === "mfa_disabled").length).toBe(1);
  });

  test("while backup codes are replaced leaves none behind", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    await Promise.all([
      ...Array.from({ length: 5 }, () => person.call("POST", "/api/v1/2fa/backup-codes")),
      disable(person),
      ...Array.from({ length: 5 }, () => person.call("POST", "/api/v1/2fa/backup-codes")),
      person.call("PUT", "/api/v1/2fa/methods/email"),
    ]);

    for (const table of ["backup_codes", "fallback_methods"]) {
      const left = await env.DB.prepare(`SELECT 1 FROM ${table} WHERE user_id = ?`).bind(person.id).all();
      expect(left.results).toEqual([]);
    }
  });

  test("is refused to nobody, and where it is off", async ({ expect }) => {
    const person = await signUp();

    const answers = [await call("POST", "/api/v1/2fa/disable"), await disable(person)];

    expect(answers.map(({ status }) => status)).toEqual([401, 409]);
    expect(await answers[1]?.json()).toMatchObject({ code: "MFA_NOT_ENABLED" });
  });

  test("is written to the audit log, with what else is done to the factors, and no code is", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await stepUp(person, { method: "backup_code", code: person.backupCodes[0] });
    await stepUp(person, { method: "totp", code: person.app.wrongCode() });
    await disable(person);

    const { results } = await env.DB.prepare("SELECT * FROM audit_entries WHERE user_id = ?").bind(person.id).all();

    expect(results.map(({ action, result }) => [action, result])).toEqual(
      expect.arrayContaining([
        ["mfa.setup", "ok"],
        ["mfa.enable", "ok"],
        ["auth.step_up", "ok"],
        ["auth.step_up", "WRONG_CREDENTIAL"],
        ["mfa.disable", "ok"],
      ]),
    );
    for (const code of [...person.backupCodes, person.app.wrongCode()])
      expect(JSON.stringify(results)).not.toContain(`"${code}"`);
  });
});
