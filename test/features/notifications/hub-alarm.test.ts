import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { ChatRoom } from "../../../src/features/chat/index.ts";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { watch as watchActivity } from "../../support/activity.ts";
import { directConversation, enter, hubOf, listen } from "../../support/chat.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { later } from "../../support/sessions.ts";

// The clock stands still, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const ringsAt = (person: Person) => runInDurableObject(hubOf(person), (_, { storage }) => storage.getAlarm());

/** Changes what is stored; what the hub remembers of it in memory is gone. */
const setSql = async (person: Person, sql: string, ...values: unknown[]) => {
  await runInDurableObject(hubOf(person), (_, { storage }) => void storage.sql.exec(sql, ...values));
  await evictDurableObject(hubOf(person));
};

describe("what a hub has to try again", () => {
  test("is not put off by what happens meanwhile: a room that is to be told", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const phone = await signIn(ada.email);
    await enter(phone, id);
    vi.spyOn(ChatRoom.prototype, "endSession").mockRejectedValue(new Error("out of reach"));
    const startedAt = Date.now();
    await ada.call("DELETE", `/api/v1/sessions/${phone.sessionId}`);

    later(3_000);
    await listen(ada);
    await evictDurableObject(hubOf(ada));
    later(1_000);
    await listen(ada);
    const first = await ringsAt(ada);
    later(1_000);
    await runDurableObjectAlarm(hubOf(ada));

    expect([first, await ringsAt(ada)]).toEqual([startedAt + 5_000, startedAt + 10_000]);
  });

  test("is not put off by what happens meanwhile: what operators are to be shown", async ({ expect }) => {
    const ada = await signUp();
    const startedAt = Date.now();
    await setSql(ada, "UPDATE sessions SET shown_at = 0");
    await hubOf(ada).setGrants({ permissions: [], limitFactor: 1, version: 1 });

    later(4_000);
    await hubOf(ada).setGrants({ permissions: [], limitFactor: 1, version: 2 });

    expect(await ringsAt(ada)).toBe(startedAt + 5_000);
  });
});

test("a session's end waits for nobody who looks at the user", async ({ expect }) => {
  const { ada, grace } = await directConversation();
  const [adas, activity, graces] = [await listen(ada), await watchActivity(ada), await listen(grace)];
  await graces.command("presence.watch", { userIds: [ada.id] });
  await graces.find(({ type, status }) => type === "presence.changed" && status === "online");
  const { promise, resolve } = Promise.withResolvers<boolean>();
  vi.spyOn(UserHub.prototype, "presenceChanged").mockReturnValue(promise);
  adas.close();
  await adas.waitForClose();
  await setSql(ada, "UPDATE sessions SET expires_at = ?", Date.now() + 5_000);

  later(6_000);
  await runDurableObjectAlarm(hubOf(ada));

  expect(await activity.waitForClose()).toMatchObject({ code: 4401 });
  resolve(true);
});

test("a connection that breaks is gone as one that is closed", async ({ expect }) => {
  const { ada, grace } = await directConversation();
  const [adas, graces] = [await listen(ada), await listen(grace)];
  await adas.command("presence.watch", { userIds: [grace.id] });
  await graces.command("presence.watch", { userIds: [ada.id] });
  await graces.find(({ type, status }) => type === "presence.changed" && status === "online");

  await runInDurableObject(hubOf(ada), async (hub, state) => {
    for (const socket of state.getWebSockets()) hub.webSocketError(socket, new Error("reset by peer"));
    expect(state.storage.sql.exec("SELECT * FROM watched_people").toArray()).toEqual([]);
  });
  later(5_000);
  await runDurableObjectAlarm(hubOf(ada));

  await graces.find(({ type, status }) => type === "presence.changed" && status === "offline");
  expect(await adas.waitForClose()).toBeDefined();
});
