import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { call } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";
import {
  claimsOf,
  enrol,
  passSteps,
  setUpApp,
  signUpWithTwoFactor,
  statusOf,
  stepUp,
  stopClock,
  tally,
  times,
  TotpApp,
  noticesTo,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

const setUp = (person: Person) => person.call("POST", "/api/v1/2fa/setup");
const verify = (person: Person, code: unknown) => person.call("POST", "/api/v1/2fa/verify", { json: { code } });

async function rowOf(person: Person) {
  return env.DB.prepare("SELECT * FROM totp_factors WHERE user_id = ?")
    .bind(person.id)
    .first<{ sealed_secret: string; enabled_at: number | null; last_step: number }>();
}

describe("setting up an authenticator app", () => {
  test("gives the secret, the URL that apps read, and its picture", async ({ expect }) => {
    const person = await signUp();

    const response = await setUp(person);

    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { secret, otpauthUrl, qrCode } = await response.json<Record<string, string>>();
    const url = new URL(otpauthUrl ?? "");
    expect(url.href.startsWith("otpauth://totp/")).toBe(true);
    expect(decodeURIComponent(url.pathname)).toMatch(new RegExp(`Atrium:${person.email}$`));
    expect(url.searchParams.get("issuer")).toBe("Atrium");
    expect(url.searchParams.get("secret")).toBe(secret);
    expect(atob(qrCode?.replace("data:image/svg+xml;base64,", "") ?? "")).toMatch(/^<svg .*<\/svg>\s*$/s);
    expect(await statusOf(person)).toEqual({ enabled: false, methods: [], backupCodesLeft: 0, rememberedDevices: 0 });
  });

  test("M4: the secret has 160 bits, is new each time, and is stored sealed", async ({ expect }) => {
    const people = await times(3, () => signUp());

    const secrets = await times(3, async (at) => {
      const response = await setUp(people[at] ?? expect.unreachable());
      return (await response.json<{ secret: string }>()).secret;
    });

    expect(new Set(secrets).size).toBe(3);
    for (const [at, secret] of secrets.entries()) {
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      const row = await rowOf(people[at] ?? expect.unreachable());
      expect(row?.sealed_secret).toMatch(/^dev-test\./);
      expect(JSON.stringify(row)).not.toContain(secret);
    }
  });

  test("M4: a sealed secret opens for its user alone", async ({ expect }) => {
    const [ada, eve] = [await signUpWithTwoFactor(), await signUpWithTwoFactor()];
    await env.DB.prepare(
      "UPDATE totp_factors SET sealed_secret = (SELECT sealed_secret FROM totp_factors WHERE user_id = ?) WHERE user_id = ?",
    )
      .bind(eve.id, ada.id)
      .run();
    passSteps(1);

    const response = await stepUp(ada, { method: "totp", code: eve.app.code() });

    expect(response.status).toBe(500);
  });

  test("M4: it turns nothing on before a right code, and again it replaces the secret", async ({ expect }) => {
    const person = await signUp();
    const first = await setUpApp(person);
    const second = await setUpApp(person);

    const before = await statusOf(person);
    const byOld = await verify(person, first.code());
    const byNew = await verify(person, second.code());

    expect(before.enabled).toBe(false);
    expect([byOld.status, byNew.status]).toEqual([403, 200]);
    expect(await byOld.json()).toMatchObject({ code: "WRONG_CREDENTIAL" });
  });

  test("is refused once it is on, and leaves what is on", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const response = await setUp(person);

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "MFA_ALREADY_ENABLED" });
    passSteps(1);
    expect((await stepUp(person, { method: "totp", code: person.app.code() })).status).toBe(200);
  });

  test("needs a session", async ({ expect }) => {
    const answers = await Promise.all([
      call("POST", "/api/v1/2fa/setup"),
      call("POST", "/api/v1/2fa/verify", { json: { code: "000000" } }),
      call("GET", "/api/v1/2fa/status"),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});

describe("turning two-factor authentication on", () => {
  test("gives ten backup codes and a token that bears the proof, and tells the owner", async ({ expect }) => {
    const person = await signUp();
    const app = await setUpApp(person);
    vi.setSystemTime(Date.now() + 2_000);

    const response = await verify(person, app.code());

    expect(response.status).toBe(200);
    const { backupCodes, accessToken, expiresIn } = await response.json<{
      backupCodes: string[];
      accessToken: string;
      expiresIn: number;
    }>();
    expect(backupCodes.length).toBe(10);
    expect(expiresIn).toBe(600);
    const claims = claimsOf(accessToken);
    expect(claims).toMatchObject({ sub: person.id, sid: person.sessionId, auth_time: Math.floor(Date.now() / 1000) });
    expect(claims.amr).toEqual(expect.arrayContaining(["otp", "mfa"]));
    expect(await statusOf(person)).toMatchObject({
      enabled: true,
      methods: ["totp", "backup_code"],
      backupCodesLeft: 10,
    });
    expect(await noticesTo(person)).toContain("mfa_enabled");
    const me = await call("GET", "/api/v1/me", { token: accessToken });
    expect(await me.json()).toMatchObject({ mfaEnabled: true });
  });

  test("M5: backup codes have 50 bits, and only MACs of them are stored", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const { results } = await env.DB.prepare("SELECT * FROM backup_codes WHERE user_id = ?").bind(person.id).all();

    expect(new Set(person.backupCodes).size).toBe(10);
    // Ten letters of an alphabet of 32 that has no i, l, o or u.
    for (const code of person.backupCodes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
    expect(results.length).toBe(10);
    const stored = JSON.stringify(results).toLowerCase();
    for (const code of person.backupCodes) {
      expect(stored).not.toContain(code);
      expect(stored).not.toContain(code.replace("-", ""));
    }
  });

  test("M2: keeps leading zeros", async ({ expect }) => {
    const person = await signUp();
    let app = await setUpApp(person);
    // One setup in ten shows a code that begins with a zero.
    for (let tries = 0; tries < 200 && !app.code().startsWith("0"); tries += 1) app = await setUpApp(person);

    const short = await verify(person, app.code().slice(1));
    const asNumber = await verify(person, Number(app.code()));
    const whole = await verify(person, app.code());

    expect(app.code()).toMatch(/^0\d{5}$/);
    expect([short.status, asNumber.status, whole.status]).toEqual([422, 422, 200]);
  });

  test("of twenty at the same moment one succeeds", async ({ expect }) => {
    const person = await signUp();
    const app = await setUpApp(person);

    const answers = await times(20, () => verify(person, app.code()));

    expect(tally(answers)).toEqual({ 200: 1, 409: 19 });
    expect(await statusOf(person)).toMatchObject({ backupCodesLeft: 10 });
    expect((await noticesTo(person)).filter((kind) => kind === "mfa_enabled").length).toBe(1);
  });

  test("is refused before the setup, when it is on, and by a wrong code", async ({ expect }) => {
    const [none, waiting, done] = [await signUp(), await signUp(), await signUpWithTwoFactor()];
    const app = await setUpApp(waiting);

    const answers = [
      await verify(none, "123456"),
      await verify(waiting, app.wrongCode()),
      await verify(done, done.app.code(1)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([409, 403, 409]);
    const codes = await Promise.all(answers.map(async (answer) => (await answer.json<{ code: string }>()).code));
    expect(codes).toEqual(["MFA_NOT_ENABLED", "WRONG_CREDENTIAL", "MFA_ALREADY_ENABLED"]);
    expect((await statusOf(waiting)).enabled).toBe(false);
  });

  test("by somebody else's app is refused", async ({ expect }) => {
    const [ada, eve] = [await signUp(), await signUp()];
    await setUpApp(ada);
    const app = await setUpApp(eve);

    const response = await verify(ada, app.code());

    expect(response.status).toBe(403);
  });

  test.for([[""], ["12345"], ["1234567"], ["12345a"], ["１２３４５６"], [123456], [null], [["123456"]]])(
    "refuses %j as no code",
    async ([code], { expect }) => {
      const person = await signUp();
      await setUpApp(person);

      const response = await verify(person, code);

      expect(response.status).toBe(422);
    },
  );

  test("takes a code in the two halves that apps show", async ({ expect }) => {
    const person = await signUp();
    const app = await setUpApp(person);

    const response = await verify(person, app.code().replace(/^(\d{3})/, "$1 "));

    expect(response.status).toBe(200);
  });

  test("again after it was turned off takes a new app", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await person.call("POST", "/api/v1/2fa/disable");

    const again = await enrol(person);

    expect(again.app.code()).not.toBe(person.app.code());
    passSteps(1);
    expect((await stepUp(again, { method: "totp", code: person.app.code() })).status).toBe(403);
    expect((await stepUp(again, { method: "totp", code: again.app.code() })).status).toBe(200);
  });

  test("knows an app by RFC 6238's own test vector", ({ expect }) => {
    vi.setSystemTime(1_111_111_109_000);

    // Appendix B, SHA-1, its last six digits; the key is "12345678901234567890".
    expect(new TotpApp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").code()).toBe("081804");
  });
});
