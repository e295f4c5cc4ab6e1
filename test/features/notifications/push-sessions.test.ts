import { afterEach, describe, test, vi } from "vitest";
import type { PushSubscriptionSummary } from "../../../src/features/notifications/contract.ts";
import { hubOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { newPushSubscription } from "../../support/notifications.ts";
import { mailTo, type Person, signIn, signUp, tokenIn } from "../../support/people.ts";
import { hourMs, later, outcomeOf } from "../../support/sessions.ts";

afterEach(() => vi.useRealTimers());

const path = "/api/v1/notifications/push-subscriptions";

async function subscribe(person: Person): Promise<PushSubscriptionSummary> {
  const answer = await person.call("POST", path, { json: await newPushSubscription() });
  return answer.json();
}

/** By the hub itself: it also says so where no session is left to ask. */
const idsOf = async (person: Person) => (await hubOf(person).pushSubscriptions()).map(({ id }) => id);

/** Two browsers of one person, the second of which is to hear nothing more. */
async function twoBrowsers() {
  const ada = await signUp();
  const other = await signIn(ada.email);
  const [kept, gone] = [await subscribe(ada), await subscribe(other)];
  return { ada, other, kept, gone };
}

async function resetPassword({ email }: Person): Promise<void> {
  await call("POST", "/api/v1/auth/password/forgot", { json: { email }, from: newAddress() });
  const token = tokenIn(await mailTo(email, "password_reset"));
  const json = { token, password: "another horse battery staple" };
  await call("POST", "/api/v1/auth/password/reset", { json });
}

describe("a browser is pushed to no more", () => {
  test.for([
    ["it signs out", ({ other }) => other.call("POST", "/api/v1/auth/logout")],
    ["its session is ended elsewhere", ({ ada, other }) => ada.call("DELETE", `/api/v1/sessions/${other.sessionId}`)],
    ["all other sessions are ended", ({ ada }) => ada.call("POST", "/api/v1/sessions/terminate-all")],
  ] as [string, (both: { ada: Person; other: Person }) => Promise<Response>][])(
    "once %s, and others still are",
    async ([, act], { expect }) => {
      const { ada, other, kept, gone } = await twoBrowsers();
      const before = await idsOf(ada);

      const answer = await act({ ada, other });

      expect(answer.ok).toBe(true);
      expect(before).toEqual([gone.id, kept.id]);
      expect(await idsOf(ada)).toEqual([kept.id]);
    },
  );

  test("once its owner has set their password anew, and no other is", async ({ expect }) => {
    const { ada } = await twoBrowsers();

    await resetPassword(ada);

    await eventually(async () => expect(await idsOf(ada)).toEqual([]));
  });

  test("once all sessions are ended, though its own had run out before", async ({ expect }) => {
    vi.setSystemTime(Date.now());
    const { ada, kept, gone } = await twoBrowsers();

    later(25 * hourMs);
    const runOut = await idsOf(ada);
    const again = await signIn(ada.email);
    await again.call("POST", "/api/v1/sessions/force-logout");

    expect(runOut).toEqual([gone.id, kept.id]);
    expect(await idsOf(ada)).toEqual([]);
  });

  test("by a session that it had before, where it has subscribed again with another", async ({ expect }) => {
    const ada = await signUp();
    const other = await signIn(ada.email);
    const json = await newPushSubscription();
    for (const one of [other, ada]) await one.call("POST", path, { json });

    await other.call("POST", "/api/v1/auth/logout");

    expect(await idsOf(ada)).toHaveLength(1);
  });
});

describe("nobody subscribes a browser", () => {
  test("with a session that ends at the same moment", async ({ expect }) => {
    const ada = await signUp();
    await hubOf(ada).endSessions({ only: ada.sessionId });

    const answer = await hubOf(ada).addPushSubscription(ada.sessionId, await newPushSubscription());

    expect(answer).toBeNull();
    expect(await idsOf(ada)).toEqual([]);
  });

  test("with an API key, which is no browser's", async ({ expect }) => {
    const ada = await signUp();
    const json = { name: "a key", permissions: ["notifications.write"] };
    const made = await ada.call("POST", "/api/v1/me/api-keys", { json });
    const { secret } = await made.json<{ secret: string }>();

    const answer = await call("POST", path, { token: secret, json: await newPushSubscription() });

    expect(await outcomeOf(answer)).toEqual([403, "FORBIDDEN"]);
  });
});
