import { afterEach, describe, test, vi } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import {
  codeIn,
  mailsTo,
  mailTo,
  newName,
  password,
  type Person,
  signIn,
  signUp,
  tokenIn,
} from "../../support/people.ts";
import { passSteps, signUpWithTwoFactor, stopClock } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

const verify = (json: object) => call("POST", "/api/v1/auth/verify-email", { json, from: newAddress() });
const login = (email: string) => call("POST", "/api/v1/auth/login", { json: { email, password }, from: newAddress() });
/** A write, so that no answer of a moment ago is given again. */
const write = (person: Person) => person.call("PATCH", "/api/v1/me", { json: { bio: "x" } });
const wrong = (code: string) => (code === "000000" ? "000001" : "000000");
const invalid = { code: "TOKEN_INVALID", status: 400 };

async function askFor(person: Person, email = `${newName()}@example.com`) {
  await person.call("POST", "/api/v1/me/email", { json: { email }, from: newAddress() });
  const mail = await mailTo(email, "email_change");
  return { email, token: tokenIn(mail), code: codeIn(mail) };
}

describe("another address, verified without a session", () => {
  test("counts from then on and signs in; the session that asked lives on, the others end", async ({ expect }) => {
    const person = await signUp();
    const other = await signIn(person.email);
    const { email, token } = await askFor(person);

    const response = await verify({ token, tokenTransport: "body" });

    expect(response.status).toBe(200);
    const result = await response.json<{ accessToken: string; session: { id: string } }>();
    expect(result).toMatchObject({ user: { id: person.id, email, emailVerified: true, roles: [] } });
    expect(result.session.id).not.toBe(person.sessionId);
    const me = await call("GET", "/api/v1/me", { token: result.accessToken });
    expect(await me.json()).toMatchObject({ id: person.id, email });
    expect([(await write(person)).status, (await write(other)).status]).toEqual([200, 401]);
    const logins = await Promise.all([login(person.email), login(email)]);
    expect(logins.map(({ status }) => status)).toEqual([401, 200]);
    expect((await mailTo(person.email, "email_changed")).to).toBe(person.email);
  });

  test("is verified by address and code too, whatever the case of the address", async ({ expect }) => {
    const person = await signUp();
    const { email, code } = await askFor(person);

    const response = await verify({ email: email.toUpperCase(), code });

    expect(await response.json()).toMatchObject({ user: { id: person.id, email } });
    expect((await verify({ email, code })).status).toBe(400);
  });

  test("still asks for the second factor", async ({ expect }) => {
    stopClock();
    const person = await signUpWithTwoFactor();
    const { email, token } = await askFor(person);

    const response = await verify({ token, tokenTransport: "body" });

    const { challengeToken, ...rest } = await response.json<{ challengeToken: string; accessToken?: string }>();
    expect(rest).toEqual({ mfaRequired: true, methods: ["totp", "backup_code"] });
    passSteps(1);
    const json = { challengeToken, method: "totp", code: person.app.code(), tokenTransport: "body" };
    const proved = await call("POST", "/api/v1/auth/mfa/verify", { json, from: newAddress() });
    expect(await proved.json()).toMatchObject({ user: { id: person.id, email }, accessToken: expect.any(String) });
  });

  test("is not theirs when somebody else verified it first", async ({ expect }) => {
    const [slow, quick] = [await signUp(), await signUp()];
    const { email, token } = await askFor(slow);
    await quick.call("POST", "/api/v1/me/email", { json: { email }, from: newAddress() });
    const mails = await eventually(async () => {
      const found = (await mailsTo(email)).filter(({ template }) => template === "email_change");
      if (found.length < 2) throw new Error("no second mail yet");
      return found;
    });
    const [theirs] = mails.filter((mail) => tokenIn(mail) !== token).map(codeIn);

    const answers = [await verify({ email, code: theirs }), await verify({ token })];

    expect(await answers[0]?.json()).toMatchObject({ user: { id: quick.id, email } });
    expect(await answers[1]?.json()).toMatchObject(invalid);
    expect(await slow.call("GET", "/api/v1/me").then((seen) => seen.json())).toMatchObject({ email: slow.email });
  });
});

describe("the mailed proof of another address", () => {
  test("works once: of twenty at the same moment, by link and by code, one succeeds", async ({ expect }) => {
    const { email, token, code } = await askFor(await signUp());

    const proofs = Array.from({ length: 20 }, (_, at) => (at % 5 === 0 ? { email, code } : { token }));
    const answers = await Promise.all(proofs.map(verify));

    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ status }) => status === 400).length).toBe(19);
  });

  test("is refused a second time, there and with a session", async ({ expect }) => {
    const person = await signUp();
    const { token } = await askFor(person);
    await verify({ token });

    const again = await verify({ token });
    const signedIn = await person.call("POST", "/api/v1/me/email/verify", { json: { token }, from: newAddress() });

    expect(await again.json()).toMatchObject(invalid);
    expect(await signedIn.json()).toMatchObject(invalid);
  });

  test("has a code that is void after five wrong guesses, at the same moment too; the link still works", async ({
    expect,
  }) => {
    const { email, token, code } = await askFor(await signUp());

    const guesses = await Promise.all(Array.from({ length: 5 }, () => verify({ email, code: wrong(code) })));
    const right = await verify({ email, code });
    const link = await verify({ token });

    expect(guesses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect([right.status, link.status]).toEqual([400, 200]);
  });

  test("is worth nothing after a day", async ({ expect }) => {
    const { email, token, code } = await askFor(await signUp());
    vi.setSystemTime(Date.now() + 24 * 3600 * 1000 + 1_000);

    const answers = [await verify({ token }), await verify({ email, code })];

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });

  test("dies when the password is reset", async ({ expect }) => {
    const person = await signUp();
    const { email, token, code } = await askFor(person);
    await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email }, from: newAddress() });
    const resetToken = tokenIn(await mailTo(person.email, "password_reset"));
    const reset = { token: resetToken, password: "a fresh and long passphrase" };
    await call("POST", "/api/v1/auth/password/reset", { json: reset, from: newAddress() });

    const answers = [await verify({ token }), await verify({ email, code })];

    for (const answer of answers) expect(await answer.json()).toMatchObject(invalid);
  });

  test("is replaced by that of a later request", async ({ expect }) => {
    const person = await signUp();
    const first = await askFor(person);
    const second = await askFor(person);

    const answers = [await verify({ token: first.token }), await verify({ token: second.token })];

    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
  });
});
