import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { PushSubscriptionSummary } from "../../../src/features/notifications/contract.ts";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { hubOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { choose, newestOf, newPushSubscription, only, tell, untilDelivered } from "../../support/notifications.ts";
import { mailsTo, type Person, signUp } from "../../support/people.ts";
import { outcomeOf } from "../../support/sessions.ts";

afterEach(() => vi.restoreAllMocks());

const path = "/api/v1/notifications/push-subscriptions";
type List = { items: PushSubscriptionSummary[]; publicKey: string | null };

const subscribe = async (person: Person, json: object) => person.call("POST", path, { json });
const listOf = async (person: Person) => (await person.call("GET", path)).json<List>();

describe("a browser's subscription", () => {
  test("is kept, shown without its keys, and outlives an eviction", async () => {
    const ada = await signUp();
    const one = await newPushSubscription();

    const answer = await subscribe(ada, one);
    await evictDurableObject(hubOf(ada));

    const made = await answer.json<PushSubscriptionSummary>();
    expect(answer.status).toBe(201);
    expect(made).toEqual({
      id: expect.stringMatching(/^push_/),
      endpoint: one.endpoint,
      createdAt: expect.any(String),
    });
    expect((await listOf(ada)).items).toEqual([made]);
  });

  test("is one, however often the same endpoint is given", async () => {
    const ada = await signUp();
    const one = await newPushSubscription();
    const first = await subscribe(ada, one);

    const again = await subscribe(ada, { ...one, keys: (await newPushSubscription()).keys });

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect((await listOf(ada)).items).toHaveLength(1);
  });

  test("honours an idempotency key", async () => {
    const ada = await signUp();
    const json = await newPushSubscription();
    const headers = { "idempotency-key": "one" };

    const answers = [await ada.call("POST", path, { json, headers }), await ada.call("POST", path, { json, headers })];

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  test("makes room for a twenty-first, the oldest first", async () => {
    const ada = await signUp();
    const all = await Promise.all(Array.from({ length: 21 }, () => newPushSubscription()));
    for (const one of all) await subscribe(ada, one);

    const { items } = await listOf(ada);

    expect(items).toHaveLength(20);
    expect(items.map(({ endpoint }) => endpoint)).not.toContain(all[0]?.endpoint);
    expect(items[0]?.endpoint).toBe(all[20]?.endpoint);
  });

  test("that cannot be opened any more, its key being dropped, is none, and comes back when it is given again", async () => {
    const ada = await signUp();
    const one = await newPushSubscription();
    await subscribe(ada, one);
    await runInDurableObject(hubOf(ada), (_, { storage }) => {
      storage.sql.exec("UPDATE push_subscriptions SET sealed = 'dropped.AAAA.AAAA'");
    });

    const { items: before } = await listOf(ada);
    await subscribe(ada, one);

    expect(before).toEqual([]);
    expect((await listOf(ada)).items).toHaveLength(1);
  });

  test("is removed by its owner alone", async () => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const { id } = await (await subscribe(ada, await newPushSubscription())).json<{ id: string }>();

    const [others, own, again] = [
      await grace.call("DELETE", `${path}/${id}`),
      await ada.call("DELETE", `${path}/${id}`),
      await ada.call("DELETE", `${path}/${id}`),
    ];

    expect([others.status, own.status, again.status]).toEqual([404, 204, 404]);
    expect((await listOf(ada)).items).toEqual([]);
  });

  test.for([
    "http://push.example.com/1",
    "https://127.0.0.1/1",
    "https://2130706433/1",
    "https://0x7f.1/1",
    "https://10.0.0.1/1",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/1",
    "https://[::ffff:10.0.0.1]/1",
    "https://localhost/1",
    "https://push.localhost/1",
    "https://metadata.google.internal/1",
    "https://printer.local./1",
    "https://intranet/1",
    "https://user:password@push.example.com/1",
    "https://push.example.com:8443/1",
    "ftp://push.example.com/1",
    "javascript:alert(1)",
    "no address",
  ])("is refused at %s", async (endpoint) => {
    const ada = await signUp();

    const answer = await subscribe(ada, await newPushSubscription(endpoint));

    expect(await outcomeOf(answer)).toEqual([422, "VALIDATION_FAILED"]);
    expect((await listOf(ada)).items).toEqual([]);
  });

  test("is refused with keys that are none", async () => {
    const ada = await signUp();
    const { keys, ...rest } = await newPushSubscription();

    const answers = await Promise.all([
      subscribe(ada, rest),
      subscribe(ada, { ...rest, keys: { ...keys, p256dh: keys.auth } }),
      subscribe(ada, { ...rest, keys: { ...keys, auth: "short" } }),
      subscribe(ada, { ...rest, keys, more: true }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  });
});

describe("a push", () => {
  test("goes to each browser that has subscribed, and the history says so", async () => {
    const ada = await signUp();
    await choose(ada, { types: { mention: only("inApp", "push") } });
    const [one, other] = [await newPushSubscription(), await newPushSubscription()];
    for (const json of [one, other]) await subscribe(ada, json);

    await tell(ada, { title: "Somebody mentioned you", message: "Look", link: "/posts/1" });

    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [
      { channel: "push", state: "sent", provider: "outbox" },
      { channel: "push", state: "sent", provider: "outbox" },
    ]);
    for (const { endpoint } of [one, other]) {
      const [message, ...more] = await mailsTo(endpoint);
      expect(more).toEqual([]);
      expect(JSON.parse(message?.text ?? "")).toMatchObject({
        title: "Somebody mentioned you",
        body: "Look",
        url: "/posts/1",
        tag: id,
      });
    }
  });

  test.for([
    ["is long", `/posts/1?q=${"x".repeat(1_500)}`],
    ["takes many bytes", `/posts/${"東".repeat(900)}`],
  ] as const)("of what has a link that %s leads to the list instead", async ([, link]) => {
    const ada = await signUp();
    await choose(ada, { types: { mention: only("inApp", "push") } });
    const one = await newPushSubscription();
    await subscribe(ada, one);

    await tell(ada, { title: "東".repeat(200), message: "東".repeat(2_000), link });

    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [{ channel: "push", state: "sent" }]);
    const [message] = await mailsTo(one.endpoint);
    expect(JSON.parse(message?.text ?? "")).toMatchObject({ url: "/notifications", tag: id });
  });

  test("that can never be sent is given up at the first try, and the history says so", async () => {
    const ada = await signUp();
    await choose(ada, { types: { mention: only("inApp", "push") } });
    await subscribe(ada, await newPushSubscription());
    const take = Reflect.get(UserHub.prototype, "takeDelivery");
    vi.spyOn(UserHub.prototype, "takeDelivery").mockImplementation(function (this: UserHub, key) {
      const order = Reflect.apply(take, this, [key]);
      const subscription = { id: key.target, endpoint: "no address", keys: { p256dh: "", auth: "" } };
      return order?.kind === "notification" ? { ...order, subscription } : order;
    });

    await tell(ada);

    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [{ channel: "push", state: "failed" }]);
    const job = env.DB.prepare("SELECT state, attempts FROM jobs WHERE idempotency_key LIKE ?");
    await eventually(async () =>
      expect(await job.bind(`deliver:${id}:push:%`).first()).toEqual({ state: "dead", attempts: 1 }),
    );
  });

  test("is not planned where no browser has subscribed", async () => {
    const ada = await signUp();
    await choose(ada, { types: { mention: only("inApp", "push") } });

    await tell(ada);

    const { id } = await newestOf(ada);
    expect(await untilDelivered(ada, id, [])).toEqual([]);
  });

  test("to a browser that is gone removes its subscription, and no other", async () => {
    const ada = await signUp();
    const [gone, kept] = [await newPushSubscription(), await newPushSubscription()];
    const { id } = await (await subscribe(ada, gone)).json<{ id: string }>();
    await subscribe(ada, kept);
    await choose(ada, { types: { mention: only("inApp", "push") } });
    await tell(ada);
    const { id: notificationId } = await newestOf(ada);
    await untilDelivered(ada, notificationId, [{ state: "sent" }, { state: "sent" }]);

    // As the sender reports what a push service answers with 404 or 410.
    const key = { notificationId, channel: "push", target: id } as const;
    await env.USER_HUB.getByName(ada.id).settleDelivery(key, { state: "skipped", isUnreachable: true });

    expect((await listOf(ada)).items).toMatchObject([{ endpoint: kept.endpoint }]);
  });
});
