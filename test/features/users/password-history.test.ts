import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailTo, password, type Person, signUp, tokenIn } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const change = (person: Person, currentPassword: string, newPassword: string) =>
  person.call("POST", "/api/v1/auth/password/change", { json: { currentPassword, newPassword }, from: newAddress() });
const nth = (at: number) => `a fresh and long passphrase ${at}`;

/** Changes the password so many times. @returns the present one. */
async function changeTimes(person: Person, times: number): Promise<string> {
  let present = password;
  for (let at = 1; at <= times; at += 1) {
    await change(person, present, nth(at));
    present = nth(at);
  }
  return present;
}

describe("the last five passwords", () => {
  test("are refused at a change, and the sixth is not", async ({ expect }) => {
    const person = await signUp();
    const present = await changeTimes(person, 5);

    const refused = [];
    for (const at of [1, 2, 3, 4, 5]) refused.push((await change(person, present, nth(at))).status);
    const taken = await change(person, present, password);

    expect(refused).toEqual([422, 422, 422, 422, 422]);
    expect(taken.status).toBe(204);
  });

  test("are refused at a reset, and the link still works for another", async ({ expect }) => {
    const person = await signUp();
    await changeTimes(person, 1);
    await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email }, from: newAddress() });
    const token = tokenIn(await mailTo(person.email, "password_reset"));
    const reset = (given: string) =>
      call("POST", "/api/v1/auth/password/reset", { json: { token, password: given }, from: newAddress() });

    const answers = [await reset(nth(1)), await reset(password), await reset(nth(2))];

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 204]);
    expect(await answers[0]?.json()).toMatchObject({ code: "VALIDATION_FAILED", errors: [{ path: "password" }] });
  });

  test("are not told to who does not know the present one", async ({ expect }) => {
    const person = await signUp();

    const response = await change(person, "wrong", password);

    expect(await response.json()).toMatchObject({ code: "WRONG_CREDENTIAL" });
  });

  test("are kept as hashes, and no more of them", async ({ expect }) => {
    const person = await signUp();
    await changeTimes(person, 6);

    const { results } = await env.DB.prepare("SELECT * FROM password_history WHERE user_id = ?").bind(person.id).all();

    expect(results.length).toBe(4);
    expect(results.every((row) => String(row["password_hash"]).startsWith("$argon2id$"))).toBe(true);
  });
});

test("who has no password gets one by the mailed link", async ({ expect }) => {
  const person = await signUp();
  await env.DB.prepare("UPDATE users SET password_hash = NULL WHERE id = ?").bind(person.id).run();
  const login = (given: string) =>
    call("POST", "/api/v1/auth/login", { json: { email: person.email, password: given }, from: newAddress() });
  const before = await login(password);
  await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email }, from: newAddress() });
  const token = tokenIn(await mailTo(person.email, "password_reset"));

  const changed = await change(person, password, nth(1));
  const reset = await call("POST", "/api/v1/auth/password/reset", {
    json: { token, password: nth(2) },
    from: newAddress(),
  });

  expect([before.status, changed.status, reset.status]).toEqual([401, 403, 204]);
  expect((await login(nth(2))).status).toBe(200);
});

describe("a password past its maximum age", () => {
  test("signs nobody in; the mailed link sets another", async ({ expect }) => {
    const person = await signUp();
    const isolate = newIsolate({ PASSWORD_MAX_AGE_DAYS: "30" });
    const login = (given: string) =>
      isolate.call("POST", "/api/v1/auth/login", {
        json: { email: person.email, password: given },
        from: newAddress(),
      });
    const young = await login(password);
    vi.setSystemTime(Date.now() + 30 * 24 * 3600 * 1000 + 1_000);

    const old = await login(password);
    const token = tokenIn(await mailTo(person.email, "password_reset"));
    const json = { token, password: nth(1) };
    const reset = await isolate.call("POST", "/api/v1/auth/password/reset", { json, from: newAddress() });

    expect([young.status, old.status, reset.status]).toEqual([200, 403, 204]);
    expect(await old.json()).toMatchObject({ code: "PASSWORD_EXPIRED" });
    expect((await login(nth(1))).status).toBe(200);
  });
});
