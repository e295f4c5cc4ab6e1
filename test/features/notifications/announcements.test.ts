import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import type { NotificationPage } from "../../../src/features/notifications/contract.ts";
import { listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import type { UserHub as UserHubObject } from "../../../src/index.ts";
import { lossyQueue, newIsolate } from "../../support/isolate.ts";
import { type Person, signUp } from "../../support/people.ts";
import { signUpAs } from "../../support/roles.ts";

const path = "/api/v1/admin/notifications";
const nobody = "user_01j00000000000000000000000";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const announcement = (...people: { id: string }[]) => ({
  userIds: people.map(({ id }) => id),
  type: "payment_due",
  title: "Your plan ends",
  message: "On Friday.",
});

const inboxOf = async (person: Person) => (await person.call("GET", "/api/v1/notifications")).json<NotificationPage>();

const untilTold = (person: Person, total: number) =>
  eventually(async () => {
    const inbox = await inboxOf(person);
    if (inbox.total !== total) throw new Error(`${inbox.total} notifications`);
    return inbox;
  });

describe("an operator's notification", () => {
  test("reaches everybody named once, live and in the list; nobody is told who does not exist", async ({ expect }) => {
    const [admin, ada, grace, linus] = await Promise.all([signUpAs("admin"), signUp(), signUp(), signUp()]);
    const adas = await listen(ada);
    const json = {
      ...announcement(ada, grace, { id: nobody }, ada),
      link: "/settings/billing",
      metadata: { planId: "plan_1" },
    };

    const response = await admin.call("POST", path, { json });

    expect([response.status, await response.json()]).toEqual([202, {}]);
    const [{ items }] = await Promise.all([untilTold(ada, 1), untilTold(grace, 1)]);
    expect(items[0]).toMatchObject({
      type: "payment_due",
      title: "Your plan ends",
      message: "On Friday.",
      link: "/settings/billing",
      metadata: { planId: "plan_1" },
      actor: null,
      groupKey: null,
      read: false,
    });
    expect((await adas.find(({ type }) => type === "notification.created"))["notification"]).toEqual(items[0]);
    expect(await inboxOf(linus)).toMatchObject({ total: 0 });
  });

  test("asked for again under its key is told once", async ({ expect }) => {
    const [admin, ada] = await Promise.all([signUpAs("admin"), signUp()]);
    const headers = { "idempotency-key": crypto.randomUUID() };
    const send = (title: string) => admin.call("POST", path, { json: { ...announcement(ada), title }, headers });

    const first = await send("one");
    const again = await send("one");
    const other = await send("another");
    await untilTold(ada, 1);

    expect([first.status, again.status, other.status]).toEqual([202, 202, 422]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    await newIsolate().sweep();
    expect(await inboxOf(ada)).toMatchObject({ total: 1 });
  });

  test("is told once by the sweep where a hub was out of reach and the queue lost it", async ({ expect }) => {
    const [admin, ada, grace] = await Promise.all([signUpAs("admin"), signUp(), signUp()]);
    const { UserHub } = await import("../../../src/index.ts");
    const notify: UserHubObject["notify"] = Reflect.get(UserHub.prototype, "notify");
    let failures = 1;
    vi.spyOn(UserHub.prototype, "notify").mockImplementation(function (this: UserHubObject, key, input) {
      failures -= input.type === "payment_due" ? 1 : 0;
      if (failures === 0 && input.type === "payment_due") throw new Error("out of reach");
      notify.call(this, key, input);
    });
    const isolate = newIsolate({ EVENTS_QUEUE: lossyQueue, EMAIL_QUEUE: lossyQueue });

    await isolate.call("POST", path, { json: announcement(ada, grace), token: admin.token });
    const before = (await inboxOf(ada)).total + (await inboxOf(grace)).total;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    await isolate.sweep();
    await isolate.sweep();

    expect(before).toBeLessThan(2);
    expect([(await inboxOf(ada)).total, (await inboxOf(grace)).total]).toEqual([1, 1]);
  });

  test("is in the audit log", async ({ expect }) => {
    const [admin, ada] = await Promise.all([signUpAs("admin"), signUp()]);

    await admin.call("POST", path, { json: announcement(ada) });

    const log = await admin.call("GET", `/api/v1/admin/audit?action=notification.send&actorId=${admin.id}`);
    expect(await log.json()).toMatchObject({
      items: [{ result: "ok", details: { type: "payment_due", title: "Your plan ends", userIds: ada.id } }],
    });
  });

  test("is nobody else's to send", async ({ expect }) => {
    const [ada, support] = await Promise.all([signUp(), signUpAs("support")]);
    const json = announcement(ada);

    const answers = await Promise.all([
      call("POST", path, { json }),
      ada.call("POST", path, { json }),
      support.call("POST", path, { json }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
    const events = await env.DB.prepare(
      "SELECT 1 FROM events WHERE type = 'notifications.announced' AND payload LIKE ?",
    )
      .bind(`%${ada.id}%`)
      .all();
    expect(events.results).toEqual([]);
  });

  test.for<[string, object]>([
    ["nobody", { userIds: [] }],
    ["too many", { userIds: Array.from({ length: 101 }, () => nobody) }],
    ["what is no id", { userIds: ["ada"] }],
    ["an unknown type", { type: "gossip" }],
    ["no title", { title: "" }],
    ["a long title", { title: "x".repeat(201) }],
    ["half a character", { title: "\ud800" }],
    ["a link that runs", { link: "javascript:alert(1)" }],
    ["a link to elsewhere that looks like a path", { link: "//elsewhere.example" }],
    ["another one", { link: "/\\elsewhere.example" }],
    ["a link in the clear", { link: "http://elsewhere.example" }],
    ["unknown metadata", { metadata: { password: "x" } }],
    ["an actor", { actor: null }],
  ])("is refused with %s", async ([, fault], { expect }) => {
    const admin = await signUpAs("admin");

    const response = await admin.call("POST", path, { json: { ...announcement({ id: nobody }), ...fault } });

    expect(response.status).toBe(422);
  });
});
