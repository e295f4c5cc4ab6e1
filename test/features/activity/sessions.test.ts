import { evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, test, vi } from "vitest";
import { ActivityRelay } from "../../../src/activity-relay.ts";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { follow, newTopic, relayOf, topicOf, watch } from "../../support/activity.ts";
import { hubOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";

const end = (person: Person, sessionId: string) => person.call("DELETE", `/api/v1/sessions/${sessionId}`);

/** For how many sockets elsewhere a hub would tell that a session is over. */
const remembered = (person: Person) =>
  runInDurableObject(
    hubOf(person),
    (_, { storage }) => storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM room_sockets").one().n,
  );

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a session that is ended", () => {
  test("has its sockets of live activity closed, and its user is no viewer any more", async ({ expect }) => {
    const [ada, topic] = [await signUp(), await newTopic()];
    const phone = await signIn(ada.email);
    const stays = await watch(ada);
    const goes = await follow(phone, topic);
    await evictAllDurableObjects();

    const response = await end(ada, phone.sessionId);

    expect(response.status).toBe(204);
    expect(await goes.waitForClose()).toMatchObject({ code: 4401 });
    await eventually(async () => expect(await topicOf(topic).counters()).toMatchObject({ viewers: 0 }));
    expect(stays.closed).toBeNull();
  });

  test("has them closed by the hub's alarm when the relay could not be reached at first", async ({ expect }) => {
    const ada = await signUp();
    const phone = await signIn(ada.email);
    const stream = await watch(phone);
    vi.spyOn(ActivityRelay.prototype, "endSession").mockImplementationOnce(() => {
      throw new Error("the network has a hiccup");
    });

    await end(ada, phone.sessionId);
    expect(stream.closed).toBeNull();
    await runDurableObjectAlarm(hubOf(ada));

    expect(await stream.waitForClose()).toMatchObject({ code: 4401 });
  });

  test("gets no socket on a relay that heard of its end after the hub had let it in", async ({ expect }) => {
    const ada = await signUp();
    const enter = Reflect.get(UserHub.prototype, "enterRoom");
    vi.spyOn(UserHub.prototype, "enterRoom").mockImplementationOnce(async function (this: UserHub, ...where) {
      const lives = await Reflect.apply(enter, this, where);
      await relayOf(ada).endSession(ada.sessionId);
      return lives;
    });

    const response = await ada.call("GET", "/api/v1/activity/live", { headers: { upgrade: "websocket" } });

    expect(response.status).toBe(401);
    expect(await remembered(ada)).toBe(0);
  });

  test("gets no socket that arrives just after its end", async ({ expect }) => {
    const ada = await signUp();
    const phone = await signIn(ada.email);
    const arrive = Reflect.get(ActivityRelay.prototype, "fetch");
    vi.spyOn(ActivityRelay.prototype, "fetch").mockImplementationOnce(async function (this: ActivityRelay, request) {
      await end(ada, phone.sessionId);
      return Reflect.apply(arrive, this, [request]);
    });

    const response = await phone.call("GET", "/api/v1/activity/live", { headers: { upgrade: "websocket" } });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "SESSION_EXPIRED" });
  });
});

test("a hub forgets a socket of live activity that has closed", async ({ expect }) => {
  const ada = await signUp();
  const stream = await watch(ada);
  expect(await remembered(ada)).toBe(1);

  stream.close();

  await eventually(async () => expect(await remembered(ada)).toBe(0));
});
