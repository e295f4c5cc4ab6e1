import { env } from "cloudflare:workers";
import { beforeEach, describe, test } from "vitest";
import { pushServiceOf } from "../../../src/platform/delivery/push-services.ts";
import { sendPush } from "../../../src/platform/delivery/send-push.ts";
import { forgetDelivery, newCourier, ProviderAccount, vapid } from "../../support/delivery.ts";
import { newName } from "../../support/people.ts";

beforeEach(forgetDelivery);

const payload = { title: "Ann liked your post", body: "“Größe” 👋", url: "/posts/1", tag: "ntf_1" };
const bindings = { ...vapid, VAPID_SUBJECT: "mailto:push@atrium.example", PUSH_PROVIDERS: "webpush" };

async function push(more: object = {}, account = new ProviderAccount()) {
  const courier = newCourier(bindings);
  const subscription = await account.subscription();
  const jobId = await courier.post((deps) => sendPush(deps, { subscription, payload, ...more }, newName()));
  return { account, subscription, courier, jobId, job: await courier.run(jobId) };
}

describe("a push", () => {
  test("is read by its browser alone, and the push service learns who sends it", async ({ expect }) => {
    const { account, job } = await push({ ttlSeconds: 600, urgency: "high", topic: "ntf_1" });

    expect(job).toMatchObject({ state: "succeeded", attempts: 1 });
    const [asked, ...others] = await account.asked();
    expect(others).toEqual([]);
    expect(asked?.headers).toMatchObject({
      "content-encoding": "aes128gcm",
      ttl: "600",
      urgency: "high",
      topic: "ntf_1",
    });
    expect(JSON.parse(asked?.push?.text ?? "")).toEqual(payload);
    expect(asked?.push?.publicKey).toBe(vapid.VAPID_PUBLIC_KEY);
    const now = Date.now() / 1_000;
    const claims = asked?.push?.claims as { sub: string; exp: number; aud: string };
    expect(claims).toMatchObject({ sub: "mailto:push@atrium.example", aud: expect.stringMatching(/^http:\/\/127/) });
    expect(claims.exp).toBeGreaterThan(now);
    expect(claims.exp).toBeLessThan(now + 24 * 3600);
  });

  test("is of one length whatever it says, and is cut where it would be too long", async ({ expect }) => {
    const short = await push();
    const long = await push({ payload: { ...payload, title: "ا".repeat(900), body: "ا".repeat(9_000) } });

    const [first] = await short.account.asked();
    const [second] = await long.account.asked();
    expect(second?.body.length).toBe(first?.body.length);
    expect(Buffer.from(second?.body ?? "", "base64").length).toBeLessThanOrEqual(4_096);
    const read = JSON.parse(second?.push?.text ?? "");
    expect(new TextEncoder().encode(second?.push?.text).length).toBeLessThanOrEqual(3_072);
    expect(read).toMatchObject({ url: "/posts/1", tag: "ntf_1", body: expect.stringMatching(/^ا+…$/) });
  });

  test("to a subscription that is gone is given up at once, and nothing is sent there again", async ({ expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 410 });

    const first = await push({}, account);
    const second = await push({}, account);

    expect(first.job).toMatchObject({ state: "dead", attempts: 1 });
    expect(second.job).toMatchObject({ state: "succeeded" });
    expect(await account.asked()).toHaveLength(1);
    const row = await env.DB.prepare("SELECT * FROM suppressed_addresses").first<{ hint: string }>();
    expect(row).toMatchObject({ channel: "push", hint: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    expect(JSON.stringify([row, first.job])).not.toContain("the-secret-of-the-endpoint");
  });

  test.for([
    [429, "failed"],
    [503, "failed"],
    [403, "dead"],
    [413, "dead"],
    [307, "failed"],
  ] as const)("that is answered %i is then %s", async ([status, state], { expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status, headers: { location: "/asked/elsewhere" } });

    expect((await push({}, account)).job).toMatchObject({ state, attempts: 1 });
    expect(await account.asked()).toHaveLength(1);
  });

  test("that is one too many for its subscription waits, and no other does", async ({ expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status: 429, headers: { "retry-after": "600" }, times: 1 });

    const first = await push({}, account);
    const other = await push();

    expect(first.job).toMatchObject({ state: "failed", attempts: 1 });
    expect(first.job?.run_at).toBeGreaterThan(Date.now() + 590_000);
    expect(other.job).toMatchObject({ state: "succeeded" });
  });

  test("is in the outbox of development too", async ({ expect }) => {
    const { courier, subscription } = await push();

    const response = await courier.isolate.call("GET", `/dev/outbox?to=${encodeURIComponent(subscription.endpoint)}`);
    const { items } = await response.json<{ items: unknown[] }>();
    expect(items).toMatchObject([{ channel: "push", template: "notification", subject: payload.title }]);
  });
});

describe("the address of a subscription", () => {
  const services = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "*.notify.windows.com"];

  test.for([
    ["https://fcm.googleapis.com/fcm/send/x", "fcm.googleapis.com"],
    ["https://updates.push.services.mozilla.com/wpush/v2/x", "updates.push.services.mozilla.com"],
    ["https://wns2-par02p.notify.windows.com/w/?token=x", "*.notify.windows.com"],
    ["https://notify.windows.com/w/?token=x", undefined],
    ["https://a.b.notify.windows.com/w/?token=x", undefined],
    ["https://no-such-name.push.services.mozilla.com/wpush/v2/x", undefined],
    ["https://sub.fcm.googleapis.com/fcm/send/x", undefined],
    ["http://fcm.googleapis.com/fcm/send/x", undefined],
    ["https://evilfcm.googleapis.com.example/x", undefined],
    ["https://xfcm.googleapis.com/x", undefined],
    ["https://fcm.googleapis.com:8443/x", undefined],
    ["https://user@fcm.googleapis.com/x", undefined],
    ["https://10.0.0.1/x", undefined],
    ["http://127.0.0.1:8080/x", undefined],
    ["nonsense", undefined],
  ] as const)("in production: %s", ([endpoint, service], { expect }) => {
    expect(pushServiceOf({ ENVIRONMENT: "production", PUSH_SERVICES: services }, endpoint)).toBe(service);
  });

  test("may be on this machine in development, and not on another without TLS", ({ expect }) => {
    const config = { ENVIRONMENT: "development" as const, PUSH_SERVICES: services };

    expect(pushServiceOf(config, "http://127.0.0.1:8080/x")).toBe("loopback");
    expect(pushServiceOf(config, "http://169.254.169.254/x")).toBeUndefined();
    expect(pushServiceOf(config, "https://push.example/x")).toBe("other");
  });
});
