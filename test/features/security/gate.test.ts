import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { createDeps } from "../../../src/deps.ts";
import { clearFailures, openGate } from "../../../src/features/security/index.ts";
import { digest } from "../../../src/platform/crypto/digest.ts";
import { Problem } from "../../../src/platform/http/problem.ts";
import { followUp } from "../../../src/reactions.ts";
import { mailsTo, mailTo, newName, signUp } from "../../support/people.ts";

afterEach(() => vi.useRealTimers());

const newDeps = () => createDeps(env, { requestId: "req_test" });
const stranger = () => `${newName()}@example.com`;

/** Tries a password as the sign-in does. @returns what was refused. */
async function attempt(email: string, device: string | null, succeeds: boolean): Promise<Problem | undefined> {
  const deps = newDeps();
  try {
    const gate = await openGate(deps, email, device);
    await gate.settle(succeeds);
    await followUp(deps);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

async function fail(email: string, times: number, device: string | null = null): Promise<void> {
  for (let at = 0; at < times; at += 1) await attempt(email, device, false);
}

describe("the gate before a password", () => {
  test("is locked after five failures, and says for how long", async ({ expect }) => {
    const email = stranger();
    await fail(email, 5);

    const refused = await attempt(email, null, true);

    expect(refused).toMatchObject({ code: "ACCOUNT_LOCKED", extras: { headers: { "retry-after": "30" } } });
    expect(refused?.status).toBe(423);
  });

  test("is alike for an address that has an account and one that has none", async ({ expect }) => {
    const [known, unknown] = [(await signUp()).email, stranger()];

    const refusals = [];
    for (const email of [known, unknown]) {
      vi.setSystemTime(Date.now());
      await fail(email, 5);
      refusals.push(await attempt(email, null, true));
      vi.useRealTimers();
    }

    expect(refusals[0]).toEqual(refusals[1]);
  });

  test("does not let strangers lock out a device that the owner has used", async ({ expect }) => {
    const email = stranger();
    await fail(email, 5);

    const [byDevice, afterwards] = [await attempt(email, "dev_known", true), await attempt(email, null, true)];

    expect([byDevice, afterwards]).toEqual([undefined, undefined]);
  });

  test("is locked for a stolen device by itself", async ({ expect }) => {
    const [email, device] = [stranger(), `dev_${crypto.randomUUID()}`];
    await fail(email, 5, device);

    const [byDevice, byStranger] = [await attempt(email, device, true), await attempt(email, null, true)];

    expect(byDevice?.code).toBe("ACCOUNT_LOCKED");
    expect(byStranger).toBeUndefined();
  });

  test("is opened by whoever proved themselves in another way", async ({ expect }) => {
    const email = stranger();
    await fail(email, 5);

    await clearFailures(newDeps(), email);

    expect(await attempt(email, null, true)).toBeUndefined();
  });

  test("stays locked across an eviction", async ({ expect }) => {
    const email = stranger();
    await fail(email, 5);
    await evictDurableObject(env.RATE_LIMITER.getByName(`account:${digest(email)}`));

    expect((await attempt(email, null, true))?.code).toBe("ACCOUNT_LOCKED");
  });

  test("tells how many failures came before", async ({ expect }) => {
    const email = stranger();
    await fail(email, 3);

    expect((await openGate(newDeps(), email, null)).failuresBefore).toBe(3);
  });

  test("lets some two dozen guesses of five hundred through, from wherever they come", async ({ expect }) => {
    const email = stranger();

    const refused = await Promise.all(Array.from({ length: 500 }, () => attempt(email, null, false)));

    expect(refused.filter((one) => one === undefined).length).toBeLessThanOrEqual(25);
  });

  test("tells the owner once that it was locked", async ({ expect }) => {
    const { email } = await signUp();

    await Promise.all(Array.from({ length: 20 }, () => attempt(email, null, false)));
    vi.setSystemTime(Date.now() + 2 * 3600 * 1000);
    await fail(email, 1);
    vi.useRealTimers();

    await mailTo(email, "account_locked");
    expect((await mailsTo(email)).filter(({ template }) => template === "account_locked")).toHaveLength(1);
  });
});
