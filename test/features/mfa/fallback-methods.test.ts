import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { createDeps, type Deps } from "../../../src/deps.ts";
import { mfaRoutes } from "../../../src/features/mfa/index.ts";
import { toProblemResponse } from "../../../src/platform/http/envelope.ts";
import type { FeatureEnv } from "../../../src/platform/http/request.ts";
import { eventually } from "../../support/eventually.ts";
import { call, requestOf } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { codeIn, mailsTo, mailTo, type Person, signUp } from "../../support/people.ts";
import {
  claimsOf,
  passSteps,
  refreshed,
  signUpWithTwoFactor,
  statusOf,
  stepUp,
  stopClock,
  tally,
  times,
  noticesTo,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const codeOf = async (response: Response) => (await response.json<{ code: string }>()).code;
const wrong = (code: string) => (code === "000000" ? "000001" : "000000");
const template = "security_code";

const putEmail = (person: Person) => person.call("PUT", "/api/v1/2fa/methods/email");
const putSms = (person: Person, json: object) => person.call("PUT", "/api/v1/2fa/methods/sms", { json });
const remove = (person: Person, method: string) => person.call("DELETE", `/api/v1/2fa/methods/${method}`);
const send = (person: Person, method: string) => person.call("POST", "/api/v1/auth/step-up/send", { json: { method } });

let phones = 0;
/** A number that no other test uses. */
function newPhone(): string {
  phones += 1;
  return `+9655${String(Date.now()).slice(-6)}${phones}`;
}

const codesTo = async (to: string) => (await mailsTo(to)).filter((one) => one.template === template);

/** Waits until so many codes went to somebody. @returns the newest. */
async function nthCode(to: string, count: number): Promise<string> {
  await eventually(async () => {
    if ((await codesTo(to)).length < count) throw new Error(`no ${count} codes to ${to} yet`);
  });
  const [newest] = await codesTo(to);
  return newest ? codeIn(newest) : "";
}

async function withSms(): Promise<{ person: Awaited<ReturnType<typeof signUpWithTwoFactor>>; phone: string }> {
  const [person, phone] = [await signUpWithTwoFactor(), newPhone()];
  await putSms(person, { phone });
  await putSms(person, { phone, code: await nthCode(phone, 1) });
  return { person, phone };
}

describe("codes by mail", () => {
  test("are a method once they are turned on, and the owner is told once", async ({ expect }) => {
    const person = await signUpWithTwoFactor();

    const answers = [await putEmail(person), await putEmail(person)];

    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect((await statusOf(person)).methods).toEqual(["totp", "email", "backup_code"]);
    expect((await noticesTo(person)).filter((kind) => kind === "mfa_method_added").length).toBe(1);
  });

  test("step up, each once: of five at the same moment one succeeds", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await putEmail(person);

    const sent = await send(person, "email");
    const code = codeIn(await mailTo(person.email, template));
    const answers = await times(5, () => stepUp(person, { method: "email", code }));

    expect(sent.status).toBe(202);
    expect(code).toMatch(/^\d{6}$/);
    expect(tally(answers)).toEqual({ 200: 1, 403: 4 });
    const { accessToken } = await (answers.find(({ ok }) => ok) ?? expect.unreachable()).json<{
      accessToken: string;
    }>();
    expect(claimsOf(accessToken).amr).toEqual(expect.arrayContaining(["otp", "mfa"]));
  });

  test("are stored as MACs alone", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await putEmail(person);
    await send(person, "email");
    const code = codeIn(await mailTo(person.email, template));

    const { results } = await env.DB.prepare("SELECT code_mac FROM sent_codes WHERE user_id = ?").bind(person.id).all();

    expect(results).toEqual([{ code_mac: expect.stringMatching(/^dev-test\.[\w-]{43}$/) }]);
    expect(JSON.stringify(results)).not.toContain(`"${code}"`);
  });

  test("are void after five wrong ones, also if they come at the same moment", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await putEmail(person);
    await send(person, "email");
    const code = codeIn(await mailTo(person.email, template));

    const guesses = await times(5, () => stepUp(person, { method: "email", code: wrong(code) }));
    const right = await stepUp(person, { method: "email", code });

    expect(tally(guesses)).toEqual({ 403: 5 });
    expect(right.status).toBe(403);
  });

  test("are over after ten minutes", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await putEmail(person);
    await send(person, "email");
    const code = codeIn(await mailTo(person.email, template));
    later(10 * 60_000 + 1_000);
    const afterwards = await refreshed(person);

    const response = await stepUp(afterwards, { method: "email", code });
    await newIsolate().sweep();

    expect(response.status).toBe(403);
    const { results } = await env.DB.prepare("SELECT 1 FROM sent_codes WHERE user_id = ?").bind(person.id).all();
    expect(results).toEqual([]);
  });

  test("are replaced by the next, and are three at most until the last is over", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await putEmail(person);
    await send(person, "email");
    const first = await nthCode(person.email, 1);

    const more = await times(19, () => send(person, "email"));
    const old = await stepUp(person, { method: "email", code: first });
    later(10 * 60_000 + 1_000);
    const again = await send(await refreshed(person), "email");

    expect(tally(more)).toEqual({ 202: 2, 429: 17 });
    expect(Number(more.find(({ status }) => status === 429)?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(old.status).toBe(403);
    expect(again.status).toBe(202);
    await nthCode(person.email, 4);
    expect((await codesTo(person.email)).length).toBe(4);
  });

  test("step up no other session, and nobody else", async ({ expect }) => {
    const [ada, eve] = [await signUpWithTwoFactor(), await signUpWithTwoFactor()];
    await Promise.all([putEmail(ada), putEmail(eve)]);
    await send(ada, "email");
    const code = codeIn(await mailTo(ada.email, template));

    const foreign = await stepUp(eve, { method: "email", code });
    const otherMethod = await stepUp(ada, { method: "totp", code });
    const own = await stepUp(ada, { method: "email", code });

    expect([foreign.status, otherMethod.status, own.status]).toEqual([403, 403, 200]);
  });

  test("are how somebody steps up who has no password and no passkey", async ({ expect }) => {
    const person = await signUp();
    await env.DB.prepare("UPDATE users SET password_hash = NULL WHERE id = ?").bind(person.id).run();

    const sent = await send(person, "email");
    const response = await stepUp(person, { method: "email", code: codeIn(await mailTo(person.email, template)) });

    expect([sent.status, response.status]).toEqual([202, 200]);
    const { accessToken } = await response.json<{ accessToken: string }>();
    expect(claimsOf(accessToken).amr).not.toContain("mfa");
  });

  test("are not sent where the account does not have the method, nor to nobody", async ({ expect }) => {
    const [plain, enrolled] = [await signUp(), await signUpWithTwoFactor()];

    const answers = [
      await send(plain, "email"),
      await send(enrolled, "email"),
      await send(enrolled, "sms"),
      await send(enrolled, "totp"),
      await call("POST", "/api/v1/auth/step-up/send", { json: { method: "email" } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 401]);
    expect(await codesTo(enrolled.email)).toEqual([]);
  });

  test("once turned off are no method, and what was sent is worth nothing", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    await putEmail(person);
    await send(person, "email");
    const code = codeIn(await mailTo(person.email, template));

    const removed = [await remove(person, "email"), await remove(person, "email")];
    const off = await stepUp(person, { method: "email", code });
    await putEmail(person);
    const on = await stepUp(person, { method: "email", code });

    expect(removed.map(({ status }) => status)).toEqual([204, 204]);
    expect([off.status, on.status]).toEqual([403, 403]);
    expect((await noticesTo(person)).filter((kind) => kind === "mfa_method_removed").length).toBe(1);
  });
});

describe("codes by SMS", () => {
  test("are a method once a code has proved the number, and step up", async ({ expect }) => {
    const [person, phone] = [await signUpWithTwoFactor(), newPhone()];

    const asked = await putSms(person, { phone });
    const before = await statusOf(person);
    const proved = await putSms(person, { phone, code: await nthCode(phone, 1) });
    const sent = await send(person, "sms");
    const response = await stepUp(person, { method: "sms", code: await nthCode(phone, 2) });

    expect([asked.status, proved.status, sent.status, response.status]).toEqual([202, 204, 202, 200]);
    expect(before.methods).toEqual(["totp", "backup_code"]);
    expect((await statusOf(person)).methods).toEqual(["totp", "sms", "backup_code"]);
    const { accessToken } = await response.json<{ accessToken: string }>();
    expect(claimsOf(accessToken).amr).toEqual(expect.arrayContaining(["sms", "mfa"]));
    const [message] = await codesTo(phone);
    expect(message).toMatchObject({ channel: "sms", to: phone, template });
    expect(message?.text).toMatch(/^Your code: \d{6}$/m);
  });

  test("go to a number that is stored sealed", async ({ expect }) => {
    const { person, phone } = await withSms();

    const row = await env.DB.prepare("SELECT sealed_phone FROM fallback_methods WHERE user_id = ? AND method = 'sms'")
      .bind(person.id)
      .first<{ sealed_phone: string }>();

    expect(row?.sealed_phone).toMatch(/^dev-test\./);
    expect(row?.sealed_phone).not.toContain(phone.slice(1));
  });

  test("prove the number that they went to, and no other, and once", async ({ expect }) => {
    const [person, phone, other] = [await signUpWithTwoFactor(), newPhone(), newPhone()];
    await putSms(person, { phone });
    const code = await nthCode(phone, 1);

    const swapped = await putSms(person, { phone: other, code });
    const guessed = await putSms(person, { phone, code: wrong(code) });
    const answers = await times(2, () => putSms(person, { phone, code }));

    expect([swapped.status, guessed.status]).toEqual([403, 403]);
    expect(await codeOf(guessed)).toBe("WRONG_CREDENTIAL");
    expect(tally(answers)).toEqual({ 204: 1, 403: 1 });
  });

  test("go to the old number until the new one is proved", async ({ expect }) => {
    const { person, phone } = await withSms();
    const next = newPhone();

    await putSms(person, { phone: next });
    await send(person, "sms");
    const toOld = await nthCode(phone, 2);
    const proved = await putSms(person, { phone: next, code: await nthCode(next, 1) });
    const response = await stepUp(person, { method: "sms", code: toOld });
    await send(person, "sms");

    expect([proved.status, response.status]).toEqual([204, 200]);
    expect(await nthCode(next, 2)).toMatch(/^\d{6}$/);
    expect((await codesTo(phone)).length).toBe(2);
  });

  test("are at most LIMIT_SMS a day for one user, and what was not sent does not count", async ({ expect }) => {
    let person = await signUpWithTwoFactor();
    const numbers = Array.from({ length: 4 }, newPhone);
    const statuses = [];

    for (const phone of numbers) {
      for (let at = 0; at < 4; at += 1) statuses.push((await putSms(person, { phone })).status);
      later(10 * 60_000 + 1_000);
      person = await refreshed(person);
      passSteps(1);
      await stepUp(person, { method: "totp", code: person.app.code() });
      person = await refreshed(person);
    }

    // Three to a purpose; three times three, and then the tenth of the day is the last.
    expect(statuses).toEqual([202, 202, 202, 429, 202, 202, 202, 429, 202, 202, 202, 429, 202, 429, 429, 429]);
  });

  test("are no method where nothing can be sent", async ({ expect }) => {
    const { person } = await withSms();
    const deps = Object.assign(createDeps(env, { requestId: "test" }), { smsProviders: [] });
    const app = new Hono<FeatureEnv<Deps>>()
      .onError(toProblemResponse)
      .use(async (c, next) => {
        c.set("requestId", "test");
        c.set("deps", deps);
        await next();
      })
      .route("/api/v1", mfaRoutes);
    const put = requestOf("PUT", "/api/v1/2fa/methods/sms", { token: person.token, json: { phone: newPhone() } });
    const get = requestOf("GET", "/api/v1/2fa/status", { token: person.token });

    const [refused, status] = [await app.request(put), await app.request(get)];

    expect([refused.status, await codeOf(refused)]).toEqual([409, "CONFLICT"]);
    expect(await status.json()).toMatchObject({ methods: ["totp", "backup_code"] });
  });

  test.for([
    [{}],
    [{ phone: "96550001234" }],
    [{ phone: "+0550001234" }],
    [{ phone: "+965 call me" }],
    [{ phone: "+9655000123456789" }],
    [{ phone: 96550001234 }],
    [{ phone: "+96550001234", code: "12345" }],
    [{ phone: "+96550001234", userId: "user_1" }],
  ])("refuse %j", async ([json = {}], { expect }) => {
    const person = await signUpWithTwoFactor();

    const response = await putSms(person, json);

    expect(response.status).toBe(422);
  });

  test("once turned off are no method", async ({ expect }) => {
    const { person } = await withSms();

    const removed = await remove(person, "sms");

    expect(removed.status).toBe(204);
    expect((await statusOf(person)).methods).toEqual(["totp", "backup_code"]);
    expect((await send(person, "sms")).status).toBe(422);
  });
});

describe("the fallbacks", () => {
  test("are refused while two-factor authentication is off, or unknown", async ({ expect }) => {
    const [person, enrolled] = [await signUp(), await signUpWithTwoFactor()];

    const off = [
      await putEmail(person),
      await putSms(person, { phone: newPhone() }),
      await remove(person, "email"),
      await remove(person, "sms"),
      await person.call("POST", "/api/v1/2fa/backup-codes"),
    ];
    const unknown = await remove(enrolled, "totp");

    expect(off.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409]);
    for (const one of off) expect(await codeOf(one)).toBe("MFA_NOT_ENABLED");
    expect(unknown.status).toBe(404);
  });
});
