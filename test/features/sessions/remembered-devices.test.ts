import { evictAllDurableObjects } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailTo, type Person, tokenIn } from "../../support/people.ts";
import { hourMs, later, outcomeOf } from "../../support/sessions.ts";
import {
  type Enrolled,
  passSteps,
  proveFactor,
  signInHalf,
  signInTwice,
  signUpWithTwoFactor,
  statusOf,
  stopClock,
  tally,
  times,
} from "../../support/two-factor.ts";

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

type Device = {
  id: string;
  device: object;
  ip: string;
  location: object | null;
  lastSeenAt: string;
  expiresAt: string;
};

const path = "/api/v1/2fa/devices";
const dayMs = 24 * hourMs;
const devicesOf = async (person: Person) =>
  (await (await person.call("GET", path)).json<{ items: Device[]; nextCursor: null }>()).items;

/** Somebody whose present device stands for their second factor. */
async function withDevice(): Promise<Enrolled> {
  const person = await signUpWithTwoFactor();
  passSteps(1);
  return signInTwice(person, { method: "totp", code: person.app.code(), rememberDevice: true });
}

/** Whether a sign-in with a device's token is asked for the second factor. */
async function isAsked(person: Person, deviceToken: string, password?: string): Promise<boolean> {
  const response = await signInHalf(person.email, { deviceToken, ...(password && { password }) });
  const result = await response.json<{ mfaRequired?: boolean; accessToken?: string }>();
  if (result.mfaRequired === undefined && result.accessToken === undefined) throw new Error(JSON.stringify(result));
  return result.mfaRequired === true;
}

describe("a remembered device", () => {
  test("is listed, and stands for the second factor for thirty days and no longer", async ({ expect }) => {
    const person = await withDevice();

    const [device, ...others] = await devicesOf(person);

    expect(others).toEqual([]);
    expect(device).toEqual({
      id: expect.stringMatching(/^dev_/),
      device: { type: "unknown", browser: null, os: null, name: null },
      ip: expect.stringMatching(/^10\./),
      location: null,
      lastSeenAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 30 * dayMs).toISOString(),
    });
    later(30 * dayMs - 1);
    await evictAllDurableObjects();
    expect(await isAsked(person, person.deviceToken)).toBe(false);
    later(1);
    expect(await isAsked(person, person.deviceToken)).toBe(true);
  });

  test("that has run out, or was never remembered, is not listed", async ({ expect }) => {
    const person = await withDevice();
    passSteps(1);
    const other = await signInTwice(person, { method: "totp", code: person.app.code() });

    const before = await devicesOf(other);
    later(30 * dayMs);
    passSteps(1);
    const fresh = await signInTwice(person, { method: "totp", code: person.app.code() });

    expect([before.length, await devicesOf(fresh)]).toEqual([1, []]);
    expect(await isAsked(person, other.deviceToken)).toBe(true);
  });

  test("says nothing of anybody else who signs in there", async ({ expect }) => {
    const [ada, grace] = [await withDevice(), await signUpWithTwoFactor()];
    const secret = ada.deviceToken.split(".").slice(1).join(".");

    const answers = [
      await isAsked(grace, ada.deviceToken),
      await isAsked(grace, `${grace.id}.${secret}`),
      await isAsked(ada, `${ada.id}.${secret}x`),
    ];

    expect(answers).toEqual([true, true, true]);
  });

  test("does not make its sign-in one with two factors", async ({ expect }) => {
    const person = await withDevice();
    const response = await signInHalf(person.email, { deviceToken: person.deviceToken });
    const { accessToken } = await response.json<{ accessToken: string }>();

    const answer = await call("POST", "/api/v1/2fa/backup-codes", { token: accessToken });

    expect(await outcomeOf(answer)).toEqual([403, "STEP_UP_REQUIRED"]);
  });

  test("is seen again at each sign-in, under the same id", async ({ expect }) => {
    const person = await withDevice();
    const [before] = await devicesOf(person);
    later(2 * hourMs);

    const response = await signInHalf(person.email, { deviceToken: person.deviceToken, deviceName: "Ada's laptop" });
    const { accessToken, deviceToken } = await response.json<{ accessToken: string; deviceToken: string }>();
    const { items } = await (await call("GET", path, { token: accessToken })).json<{ items: Device[] }>();

    expect(deviceToken).toBe(person.deviceToken);
    expect(items).toEqual([
      expect.objectContaining({
        id: before?.id,
        device: expect.objectContaining({ name: "Ada's laptop" }),
        lastSeenAt: new Date().toISOString(),
        expiresAt: before?.expiresAt,
      }),
    ]);
  });
});

describe("forgetting a device", () => {
  test("has its next sign-in asked for the second factor, and no session ends", async ({ expect }) => {
    const person = await withDevice();
    const [device] = await devicesOf(person);

    const response = await person.call("DELETE", `${path}/${device?.id}`);
    await evictAllDurableObjects();

    expect(response.status).toBe(204);
    expect(await isAsked(person, person.deviceToken)).toBe(true);
    expect(await devicesOf(person)).toEqual([]);
    expect((await statusOf(person)).rememberedDevices).toBe(0);
    expect((await person.call("PATCH", "/api/v1/me", { json: {} })).status).toBe(200);
  });

  test("of twenty at the same moment succeeds once", async ({ expect }) => {
    const person = await withDevice();
    const [device] = await devicesOf(person);

    const answers = await times(20, () => person.call("DELETE", `${path}/${device?.id}`));

    expect(tally(answers)).toEqual({ 204: 1, 404: 19 });
  });

  test("of somebody else is a 404, as of nobody, and theirs stays", async ({ expect }) => {
    const [ada, grace] = [await withDevice(), await withDevice()];
    const [device] = await devicesOf(grace);

    const answers = await Promise.all(
      [device?.id, "dev_01h455vb4pex5vsknk084sn02q", "nonsense", ada.sessionId].map((id) =>
        ada.call("DELETE", `${path}/${id}`),
      ),
    );

    for (const answer of answers) expect(await outcomeOf(answer)).toEqual([404, "NOT_FOUND"]);
    expect(await isAsked(grace, grace.deviceToken)).toBe(false);
  });

  test("needs somebody signed in", async ({ expect }) => {
    const answers = [await call("GET", path), await call("DELETE", `${path}/dev_01h455vb4pex5vsknk084sn02q`)];

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("is what setting the password anew by mail does to all of them", async ({ expect }) => {
    const person = await withDevice();
    await call("POST", "/api/v1/auth/password/forgot", { json: { email: person.email }, from: newAddress() });
    const token = tokenIn(await mailTo(person.email, "password_reset"));
    const password = "another horse battery staple";

    const response = await call("POST", "/api/v1/auth/password/reset", { json: { token, password } });

    expect(response.status).toBe(204);
    expect(await isAsked(person, person.deviceToken, password)).toBe(true);
  });

  test("happens to none of them when the password is changed by who knows it", async ({ expect }) => {
    const person = await withDevice();
    const newPassword = "another horse battery staple";

    const response = await person.call("POST", "/api/v1/auth/password/change", {
      json: { currentPassword: "correct horse battery staple", newPassword },
    });

    expect(response.status).toBe(204);
    expect(await isAsked(person, person.deviceToken, newPassword)).toBe(false);
  });
});

test("a device is remembered only with a right code", async ({ expect }) => {
  const person = await signUpWithTwoFactor();
  passSteps(1);
  const { challengeToken } = await (await signInHalf(person.email)).json<{ challengeToken: string }>();
  const proof = { challengeToken, method: "totp", rememberDevice: true };

  const refused = await proveFactor({ ...proof, code: person.app.wrongCode() });

  expect(refused.status).toBe(401);
  expect((await statusOf(person)).rememberedDevices).toBe(0);
  expect(
    await newIsolate()
      .call("GET", path, { token: person.token })
      .then((one) => one.json()),
  ).toEqual({
    items: [],
    nextCursor: null,
  });
});
