import { env } from "cloudflare:workers";
import { beforeEach, describe, test } from "vitest";
import { sendPush } from "../../../src/platform/delivery/send-push.ts";
import { forgetDelivery, newCourier, ProviderAccount, vapid } from "../../support/delivery.ts";
import { newName } from "../../support/people.ts";

beforeEach(forgetDelivery);

const courier = newCourier({ ...vapid, VAPID_SUBJECT: "mailto:push@atrium.example", PUSH_PROVIDERS: "webpush" });
const states = async () => (await env.DB.prepare("SELECT * FROM provider_states").all()).results;

/** Pushes something to a subscription of somebody's. @returns how its job stands. */
async function pushTo(userId: string, account: ProviderAccount, endpoint?: string) {
  const own = await account.subscription();
  const subscription = { ...own, endpoint: endpoint ?? `${own.endpoint}/${newName()}` };
  const report = { userId, notificationId: "ntf_1", channel: "push" as const };
  const payload = { title: "title", body: "body" };
  return courier.run(await courier.post((deps) => sendPush(deps, { subscription, payload, report }, newName())));
}

describe("a push service's breaker", () => {
  test("is not opened by one user, however many subscriptions of theirs fail", async ({ expect }) => {
    const [bad, good] = [new ProviderAccount(), new ProviderAccount()];
    await bad.behaves({ status: 500 });

    for (let count = 0; count < 7; count += 1) {
      expect(await pushTo("usr_mallory", bad)).toMatchObject({ state: "failed", attempts: 1 });
    }

    expect(await bad.asked()).toHaveLength(7);
    expect(await states()).toMatchObject([{ state: "closed", failures: 1 }]);
    expect(await pushTo("usr_ann", good)).toMatchObject({ state: "succeeded" });
  });

  test("is opened when it fails for several users in a row, and closed when it is well", async ({ expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 503 });
    for (const user of ["a", "b", "b", "c", "d", "a", "e"]) await pushTo(`usr_${user}`, account);
    expect(await states()).toMatchObject([{ state: "open", failures: 5 }]);
    await pushTo("usr_f", account);
    expect(await account.asked()).toHaveLength(7);

    await account.behaves({ status: 201 });
    await env.DB.prepare("UPDATE provider_states SET changed_at = 1").run();
    expect(await pushTo("usr_f", account)).toMatchObject({ state: "succeeded" });

    expect(await states()).toMatchObject([{ state: "closed", failures: 0, failed_for: null }]);
  });

  test("counts no redirects and no names that nobody can reach, and these close no breaker", async ({ expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 307, headers: { location: "/asked/elsewhere" } });
    const nobody = "https://127.0.0.1:1/nobody";

    for (let user = 0; user < 6; user += 1) {
      expect(await pushTo(`usr_${user}`, account)).toMatchObject({ state: "failed" });
      expect(await pushTo(`usr_${user}`, account, nobody)).toMatchObject({ state: "failed" });
    }
    expect(await states()).toEqual([]);
    await env.DB.prepare(
      `INSERT INTO provider_states (channel, provider, state, changed_at, failures, openings)
       VALUES ('push', 'loopback', 'open', 1, 5, 1)`,
    ).run();
    await pushTo("usr_x", account);

    // Others may ask it at once.
    expect(await states()).toMatchObject([{ state: "open", failures: 5, openings: 1 }]);
    expect(await pushTo("usr_y", new ProviderAccount())).toMatchObject({ state: "succeeded" });
    expect(await states()).toMatchObject([{ state: "closed" }]);
  });
});
