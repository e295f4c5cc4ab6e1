import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { call } from "../../support/http.ts";
import { password, type Person, signIn, signUp } from "../../support/people.ts";
import { later, minuteMs } from "../../support/sessions.ts";
import {
  claimsOf,
  enrol,
  passSteps,
  refreshed,
  signInTwice,
  signUpWithTwoFactor,
  stepUp,
  stopClock,
  withToken,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

/** Something that takes a fresh proof; what it answers behind the guard is a 201. */
const makeKey = (person: Person) =>
  person.call("POST", "/api/v1/me/api-keys", { json: { name: "key", permissions: ["chat.read"] } });

async function stepsUp<P extends Person>(person: P, proof: object): Promise<P> {
  const response = await stepUp(person, proof);
  if (response.status !== 200) throw new Error(`not stepped up: ${await response.text()}`);
  return withToken(person, (await response.json<{ accessToken: string }>()).accessToken);
}

describe("what needs a fresh proof", () => {
  test("is done within five minutes of the sign-in, and not a second later", async ({ expect }) => {
    const person = await signUp();

    const answers = [await makeKey(person)];
    vi.setSystemTime(claimsOf(person.token).auth_time * 1000 + 5 * minuteMs);
    answers.push(await makeKey(person));
    later(1_000);
    answers.push(await makeKey(person));

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 403]);
    expect(await answers[2]?.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["password"] });
  });

  test("names the methods that the account has", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    later(6 * minuteMs);

    const response = await makeKey(person);

    expect(response.status).toBe(403);
    const { methods } = await response.json<{ methods: string[] }>();
    expect(methods.toSorted()).toEqual(["backup_code", "totp"]);
  });

  test("is done again after stepping up, by the new token alone, and for five minutes", async ({ expect }) => {
    const person = await signUp();
    later(6 * minuteMs);

    const fresh = await stepsUp(person, { password });
    const answers = [await makeKey(fresh), await makeKey(person)];
    later(5 * minuteMs + 1_000);
    answers.push(await makeKey(fresh));

    expect(answers.map(({ status }) => status)).toEqual([201, 403, 403]);
  });

  test("is not done by a token that is new because it was refreshed", async ({ expect }) => {
    const person = await signUp();
    later(6 * minuteMs);

    const again = await refreshed(person);

    expect(claimsOf(again.token).auth_time).toBe(claimsOf(person.token).auth_time);
    expect((await makeKey(again)).status).toBe(403);
    await evictAllDurableObjects();
    expect(claimsOf((await refreshed(again)).token).auth_time).toBe(claimsOf(person.token).auth_time);
  });

  test("is done by a token that was refreshed after stepping up, as long as the proof is fresh", async ({ expect }) => {
    const person = await signUp();
    later(6 * minuteMs);
    const stepped = await stepsUp(person, { password });
    later(2 * minuteMs);

    const again = await refreshed(stepped);
    const during = await makeKey(again);
    later(3 * minuteMs + 1_000);

    expect(claimsOf(again.token).auth_time).toBe(claimsOf(stepped.token).auth_time);
    expect([during.status, (await makeKey(again)).status]).toEqual([201, 403]);
  });

  test("is not done by a session of the same person that did not step up", async ({ expect }) => {
    const person = await signUp();
    const phone = await signIn(person.email);
    later(6 * minuteMs);

    await stepsUp(person, { password });

    expect((await makeKey(phone)).status).toBe(403);
    expect((await makeKey(await refreshed(phone))).status).toBe(403);
  });

  test("takes the second factor of an account that has one, however fresh the password is", async ({ expect }) => {
    const person = await signUpWithTwoFactor();
    passSteps(1);
    const signedIn = await signInTwice(person, { method: "totp", code: person.app.code(), rememberDevice: true });
    const byPasswordAlone = await signIn(person.email, {
      json: { email: person.email, password, tokenTransport: "body", deviceToken: signedIn.deviceToken },
    });

    const before = await makeKey(byPasswordAlone);
    passSteps(1);
    const stepped = await stepsUp(byPasswordAlone, { method: "totp", code: person.app.code() });

    expect((await makeKey(signedIn)).status).toBe(201);
    expect([before.status, (await makeKey(stepped)).status]).toEqual([403, 201]);
  });

  test("turns the sign-in of before a second factor into one that is not enough", async ({ expect }) => {
    const person = await signUp();
    const phone = await signIn(person.email);
    const before = await makeKey(phone);

    const enrolled = await enrol(person);

    expect([before.status, (await makeKey(phone)).status, (await makeKey(enrolled)).status]).toEqual([201, 403, 201]);
  });

  test.for([-4, -10])("stays fresh no longer because the clock jumped by %s minutes", async (jump, { expect }) => {
    const person = await signUp();

    later(jump * minuteMs);
    const soon = await makeKey(person);
    later(5 * minuteMs - jump * minuteMs + 1_000);

    expect(soon.status).toBe(jump === -10 ? 403 : 201);
    expect((await makeKey(await refreshed(person))).status).toBe(403);
  });

  test("is for who is signed in, which comes first", async ({ expect }) => {
    const person = await signUp();
    const ended = await signIn(person.email);
    await ended.call("POST", "/api/v1/auth/logout");
    later(6 * minuteMs);

    const answers = [
      await call("POST", "/api/v1/me/api-keys", { json: {} }),
      await makeKey(ended),
      await person.call("POST", "/api/v1/me/api-keys", { json: { nonsense: true } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403]);
  });
});
