import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import {
  actorOf,
  choose,
  deliveriesOf,
  listOf,
  newestOf,
  notificationMailsTo,
  only,
  tell,
  untilDelivered,
} from "../../support/notifications.ts";
import { lossyQueue, newIsolate } from "../../support/isolate.ts";
import { mailTo, type Person, signUp } from "../../support/people.ts";
import { later, outcomeOf } from "../../support/sessions.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const sql = (person: Person, text: string, ...values: unknown[]) =>
  runInDurableObject(hubOf(person), (_, { storage }) => void storage.sql.exec(text, ...values));

describe("a mail", () => {
  test("tells what the notification does, and the history says who took it", async ({ expect }) => {
    const ada = await signUp();

    await tell(ada, { title: "Somebody mentioned you", message: "Look at this", link: "/posts/1" });

    const mail = await mailTo(ada.email, "notification");
    const { id } = await newestOf(ada);
    expect(mail.subject).toBe("Somebody mentioned you");
    expect(mail.text).toContain("Look at this");
    expect(mail.text).toContain("http://localhost:8787/posts/1");
    const [delivery] = await untilDelivered(ada, id, [{ channel: "email", state: "sent", provider: "outbox" }]);
    expect(delivery?.at).toMatch(/Z$/);
  });

  test("is not sent of what nobody asked to be mailed", async ({ expect }) => {
    const ada = await signUp();
    await choose(ada, { types: { mention: only("inApp") } });

    await tell(ada);
    await tell(ada, { type: "post_liked" });
    await tell(ada, { type: "space_invitation" });

    const { items } = await listOf(ada);
    await mailTo(ada.email, "notification");
    expect(await Promise.all(items.map(({ id }) => deliveriesOf(ada, id)))).toMatchObject([
      [{ channel: "email" }],
      [],
      [],
    ]);
    expect(await notificationMailsTo(ada)).toHaveLength(1);
  });

  test("is one for a group, however many join it while it is unread", async ({ expect }) => {
    const [ada, ...fans] = await Promise.all([signUp(), signUp(), signUp(), signUp()]);
    await choose(ada, { types: { post_liked: only("inApp", "email") } });
    const like = (fan: Person, groupKey: string) =>
      tell(ada, { type: "post_liked", deed: "liked your post", actor: actorOf(fan), groupKey });

    for (const fan of fans) await like(fan, "one post");
    await mailTo(ada.email, "notification");
    await ada.call("PUT", "/api/v1/notifications/read-all");
    for (const fan of fans) await like(fan, "one post");

    await eventually(async () => expect(await notificationMailsTo(ada)).toHaveLength(2));
    const { items } = await listOf(ada);
    expect(items.map(({ groupCount }) => groupCount)).toEqual([3, 3]);
    for (const { id } of items) await untilDelivered(ada, id, [{ state: "sent" }]);
    expect(await notificationMailsTo(ada)).toHaveLength(2);
  });

  test("comes also of what is not wanted in the list, and of its group once", async ({ expect }) => {
    const [ada, fan] = await Promise.all([signUp(), signUp()]);
    await choose(ada, { types: { post_liked: only("email") } });
    const stream = await listen(ada);

    for (const key of ["a", "b", "a"]) {
      await tell(ada, { type: "post_liked", deed: "liked it", actor: actorOf(fan), groupKey: "post" }, key);
    }

    const mail = await mailTo(ada.email, "notification");
    expect(mail.subject).toBe(`${fan.username} liked it`);
    expect(await listOf(ada)).toMatchObject({ items: [], unreadCount: 0, total: 0 });
    expect(stream.frames.map(({ type }) => type)).toEqual(["ready"]);
    expect(await notificationMailsTo(ada)).toHaveLength(1);
  });

  test("is not sent of what a mail of its own tells", async ({ expect }) => {
    const ada = await signUp();

    await tell(ada, { type: "security_alert", isMailed: true });

    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [
      { channel: "email", state: "skipped", reason: "A mail of its own tells of it." },
      { channel: "sms", state: "skipped", reason: "No phone number is known." },
    ]);
    expect(await notificationMailsTo(ada)).toEqual([]);
  });

  test("more than thirty in an hour is a single one an hour later, with all that came meanwhile", async ({
    expect,
  }) => {
    vi.setSystemTime(Date.now());
    const ada = await signUp();
    for (let count = 0; count < 35; count += 1) await tell(ada);

    const { items } = await listOf(ada, "?limit=100");
    const states = await Promise.all(items.map(async ({ id }) => (await deliveriesOf(ada, id))[0]?.state));
    later(61 * 60_000);
    await runDurableObjectAlarm(hubOf(ada));
    const digest = await mailTo(ada.email, "digest");

    expect(states.filter((state) => state === "deferred")).toHaveLength(5);
    expect(digest.subject).toMatch(/^5 /);
  });
});

describe("what becomes of a crash", () => {
  test("before a delivery is handed over: the alarm does it, once", async ({ expect }) => {
    const ada = await signUp();
    await env.DB.prepare("ALTER TABLE jobs RENAME TO jobs_away").run();
    await tell(ada);
    const { id } = await newestOf(ada);
    await evictDurableObject(hubOf(ada));
    await env.DB.prepare("ALTER TABLE jobs_away RENAME TO jobs").run();
    expect(await deliveriesOf(ada, id)).toMatchObject([{ channel: "email", state: "queued" }]);

    expect(await runDurableObjectAlarm(hubOf(ada))).toBe(true);

    await untilDelivered(ada, id, [{ state: "sent" }]);
    expect(await notificationMailsTo(ada)).toHaveLength(1);
  });

  test("after it, before that is noted: handed over again, it is sent once", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada);
    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [{ state: "sent" }]);

    await sql(ada, "UPDATE deliveries SET state = 'queued', due_at = 1");
    await evictDurableObject(hubOf(ada));
    await runInDurableObject(hubOf(ada), (_, { storage }) => storage.setAlarm(Date.now() + 1_000));
    await runDurableObjectAlarm(hubOf(ada));

    await eventually(() =>
      runInDurableObject(hubOf(ada), (_, { storage }) => {
        expect(storage.sql.exec("SELECT due_at FROM deliveries").one()).toEqual({ due_at: null });
      }),
    );
    expect(await notificationMailsTo(ada)).toHaveLength(1);
  });
});

describe("a hub in trouble", () => {
  test("is asked twenty times, for hours; then the history says that it failed", async ({ expect }) => {
    const ada = await signUp();
    vi.spyOn(UserHub.prototype, "takeDelivery").mockImplementation(() => {
      throw new Error("in trouble");
    });
    await tell(ada);
    const { id } = await newestOf(ada);
    const row = () =>
      env.DB.prepare("SELECT id, state, attempts FROM jobs WHERE idempotency_key = ?")
        .bind(`deliver:${id}:email:`)
        .first<{ id: string; state: string; attempts: number }>();
    const isolate = newIsolate({ DELIVERY_QUEUE: lossyQueue });
    const runAfter = async (attempts: number) => {
      const { id: jobId } = await eventually(async () => {
        const job = await row();
        if (job?.state !== "failed") throw new Error("not tried yet");
        return job;
      });
      await env.DB.prepare("UPDATE jobs SET attempts = ?, run_at = 0 WHERE id = ?").bind(attempts, jobId).run();
      await isolate.deliver("atrium-delivery", [{ jobId }]);
      return row();
    };

    const tenth = await runAfter(10);
    const between = await deliveriesOf(ada, id);
    await runAfter(19);

    expect(tenth?.state).toBe("failed");
    expect(between).toMatchObject([{ channel: "email", state: "queued" }]);
    await eventually(async () => expect(await row()).toMatchObject({ state: "dead", attempts: 20 }));
    expect(await deliveriesOf(ada, id)).toMatchObject([
      { channel: "email", state: "failed", reason: "It could not be handed over." },
    ]);
  });
});

describe("the history", () => {
  test("is nobody else's, and none of what there is not", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    await tell(ada);
    const { id } = await newestOf(ada);

    const others = await grace.call("GET", `/api/v1/notifications/${id}/deliveries`);
    const malformed = await ada.call("GET", "/api/v1/notifications/ntf_1/deliveries");

    expect(await outcomeOf(others)).toEqual([404, "NOT_FOUND"]);
    expect(await outcomeOf(malformed)).toEqual([404, "NOT_FOUND"]);
  });

  test("outlives its notification, for thirty days", async ({ expect }) => {
    const ada = await signUp();
    await tell(ada);
    const { id } = await newestOf(ada);
    await untilDelivered(ada, id, [{ state: "sent" }]);

    await ada.call("DELETE", `/api/v1/notifications/${id}`);
    const [kept] = await deliveriesOf(ada, id);
    await sql(ada, "UPDATE deliveries SET at = ?", Date.now() - 31 * 24 * 3600 * 1000);
    await tell(ada);

    expect(kept).toMatchObject({ state: "sent" });
    const answer = await ada.call("GET", `/api/v1/notifications/${id}/deliveries`);
    expect(answer.status).toBe(404);
  });
});
