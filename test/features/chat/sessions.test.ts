import { evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { ChatRoom } from "../../../src/features/chat/index.ts";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { created, directConversation, enter, hubOf, listen, livePath, post } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call } from "../../support/http.ts";
import { openConversation, password, type Person, signIn, signUp } from "../../support/people.ts";
import { Stream } from "../../support/stream.ts";

const end = (person: Person, sessionId: string) => person.call("DELETE", `/api/v1/sessions/${sessionId}`);

/** Has somebody's session end at another time than it would. */
const setExpiry = (person: Person, at: number) =>
  runInDurableObject(hubOf(person), (_, { storage }) => {
    storage.sql.exec("UPDATE sessions SET expires_at = ? WHERE id = ?", at, person.sessionId);
  });

/** How many visits of sessions to rooms a hub remembers, each of one socket or of several. */
const remembered = (person: Person) =>
  runInDurableObject(
    hubOf(person),
    (_, { storage }) => storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM room_sockets").one().n,
  );

const open = (person: Person, path: string) =>
  call("GET", path, { token: person.token, headers: { upgrade: "websocket" } });

/** Somebody on two devices, with a socket of each in a room and in their own stream; the other member looks on. */
async function onTwoDevices() {
  const { ada, grace, id } = await directConversation();
  const phone = await signIn(ada.email);
  const [room, hub, phoneRoom, phoneHub, graces] = await Promise.all([
    enter(ada, id),
    listen(ada),
    enter(phone, id),
    listen(phone),
    enter(grace, id),
  ]);
  return { ada, phone, grace, id, here: [room, hub], there: [phoneRoom, phoneHub], graces };
}

const closedWith = (streams: Stream[]) =>
  Promise.all(streams.map(async (stream) => (await stream.waitForClose()).code));

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a session that is ended", () => {
  test("has its sockets closed everywhere, and nobody else's", async ({ expect }) => {
    const { ada, phone, here, there, graces, id } = await onTwoDevices();
    const startedAt = Date.now();

    const response = await end(ada, phone.sessionId);

    expect(response.status).toBe(204);
    expect(await closedWith(there)).toEqual([4401, 4401]);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(there[1]?.frames.at(-1)).toEqual({ type: "session.revoked" });
    await post(ada, id, "still here");
    for (const stream of [here[0], graces]) {
      await eventually(() => expect(stream && created(stream)).toHaveLength(1));
    }
    expect([...here, graces].map(({ closed }) => closed)).toEqual([null, null, null]);
  });

  test("has them closed also when all objects slept in between", async ({ expect }) => {
    const { ada, phone, here, there, graces } = await onTwoDevices();
    await evictAllDurableObjects();

    await end(ada, phone.sessionId);
    const codes = await closedWith(there);
    await evictAllDurableObjects();

    expect(codes).toEqual([4401, 4401]);
    expect([...here, graces].map(({ closed }) => closed)).toEqual([null, null, null]);
  });

  test("by signing out closes its own sockets", async ({ expect }) => {
    const { phone, here, there } = await onTwoDevices();

    const response = await phone.call("POST", "/api/v1/auth/logout");

    expect(response.status).toBe(204);
    expect(await closedWith(there)).toEqual([4401, 4401]);
    expect(here.map(({ closed }) => closed)).toEqual([null, null]);
  });

  test("with all others leaves only the current one's sockets", async ({ expect }) => {
    const { ada, here, there } = await onTwoDevices();

    const response = await ada.call("POST", "/api/v1/sessions/terminate-all");

    expect(await response.json()).toEqual({ ended: 1 });
    expect(await closedWith(there)).toEqual([4401, 4401]);
    expect(here.map(({ closed }) => closed)).toEqual([null, null]);
  });

  test("by a new password closes the sockets of all others", async ({ expect }) => {
    const { ada, here, there } = await onTwoDevices();

    const response = await ada.call("POST", "/api/v1/auth/password/change", {
      json: { currentPassword: password, newPassword: "another horse battery staple" },
    });

    expect(response.status).toBe(204);
    expect(await closedWith(there)).toEqual([4401, 4401]);
    expect(here.map(({ closed }) => closed)).toEqual([null, null]);
  });

  test("is out of many rooms at once", async ({ expect }) => {
    const ada = await signUp();
    const others = await Promise.all(Array.from({ length: 8 }, () => signUp()));
    const phone = await signIn(ada.email);
    const rooms = await Promise.all(others.map(async (other) => enter(phone, await openConversation(ada, other))));

    await end(ada, phone.sessionId);

    expect(await closedWith(rooms)).toEqual(rooms.map(() => 4401));
  });

  test("is out of a room that could not be reached at first, once its alarm runs", async ({ expect }) => {
    const { ada, phone, there, here, graces } = await onTwoDevices();
    vi.spyOn(ChatRoom.prototype, "endSession").mockImplementationOnce(() => {
      throw new Error("the network has a hiccup");
    });

    await end(ada, phone.sessionId);
    expect(await there[1]?.waitForClose()).toMatchObject({ code: 4401 });
    expect(there[0]?.closed).toBeNull();
    await evictAllDurableObjects();
    const hasRun = await runDurableObjectAlarm(hubOf(ada));

    expect(hasRun).toBe(true);
    expect(await there[0]?.waitForClose()).toMatchObject({ code: 4401 });
    expect([...here, graces].map(({ closed }) => closed)).toEqual([null, null, null]);
  });

  test("gets no socket that arrives just after its end, however they race", { timeout: 30_000 }, async ({ expect }) => {
    const { ada, id } = await directConversation();
    for (let round = 0; round < 8; round += 1) {
      const phone = await signIn(ada.email);
      const paths = [livePath(id), "/api/v1/notifications/live"];
      const [responses] = await Promise.all([
        Promise.all([...paths, ...paths, ...paths].map((path) => open(phone, path))),
        end(ada, phone.sessionId),
      ]);
      const late = await Promise.all(paths.map((path) => open(phone, path)));

      expect(late.map(({ status }) => status)).toEqual([401, 401]);
      const streams = responses.flatMap(({ webSocket }) => (webSocket ? [new Stream(webSocket)] : []));
      expect(await closedWith(streams)).toEqual(streams.map(() => 4401));
      expect(responses.every(({ status }) => status === 101 || status === 401)).toBe(true);
    }
  });

  test("gets no socket in a room that had let it in a moment before", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const phone = await signIn(ada.email);
    const arrive = Reflect.get(ChatRoom.prototype, "fetch");
    vi.spyOn(ChatRoom.prototype, "fetch").mockImplementationOnce(async function (this: ChatRoom, request) {
      await end(ada, phone.sessionId);
      return Reflect.apply(arrive, this, [request]);
    });

    const response = await phone.call("GET", livePath(id), { headers: { upgrade: "websocket" } });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "SESSION_EXPIRED" });
  });

  test("says nothing more, and hears nothing more", async ({ expect }) => {
    const { ada, phone, there, id } = await onTwoDevices();
    const [room] = there;
    if (!room) throw new Error("no socket");

    const ended = end(ada, phone.sessionId);
    await ended;
    await post(ada, id, "secret");
    await room.waitForClose();

    expect(created(room)).toEqual([]);
  });
});

test("a session with an open socket is not active because another one is", async ({ expect }) => {
  const { ada, id } = await directConversation();
  const phone = await signIn(ada.email);
  await Promise.all([enter(phone, id), listen(phone)]);
  const activityOf = async (sessionId: string) => {
    const { items } = await (
      await ada.call("GET", "/api/v1/sessions")
    ).json<{ items: { id: string; lastActivityAt: string }[] }>();
    return items.find((session) => session.id === sessionId)?.lastActivityAt;
  };
  const before = await activityOf(phone.sessionId);

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 300_000 });
  await Promise.all([enter(ada, id), listen(ada)]);

  expect(await activityOf(phone.sessionId)).toBe(before);
  expect(Date.parse((await activityOf(ada.sessionId)) ?? "")).toBeGreaterThan(Date.parse(before ?? "") + 200_000);
});

describe("a session whose time is over", () => {
  test("has its idle sockets closed, and nobody else's", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const adas = [await enter(ada, id), await listen(ada)];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    // In time before either session would be idle, as the alarm does by itself.
    const passSixHours = async () => {
      vi.setSystemTime(Date.now() + 6 * 3600 * 1000);
      await runDurableObjectAlarm(hubOf(ada));
    };
    await passSixHours();
    await passSixHours();
    const later = await signIn(ada.email);
    const laters = [await enter(later, id), await listen(later)];
    await passSixHours();
    await evictAllDurableObjects();

    vi.setSystemTime(Date.now() + 6 * 3600 * 1000);
    const hasRun = await runDurableObjectAlarm(hubOf(ada));

    expect(hasRun).toBe(true);
    expect(await closedWith(adas)).toEqual([4401, 4401]);
    expect(laters.map(({ closed }) => closed)).toEqual([null, null]);
    expect(await runDurableObjectAlarm(hubOf(grace))).toBe(false);
  });

  test("has its busy sockets closed at that time, without anybody asking", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const endsAt = Date.now() + 1_500;
    await setExpiry(ada, endsAt);
    const [room, hub] = [await enter(ada, id), await listen(ada)];

    while (!room.closed && !hub.closed && Date.now() < endsAt + 3_000) {
      await Promise.all([room.command("typing.stop"), hub.command("notification.read_all")]).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    expect(await closedWith([room, hub])).toEqual([4401, 4401]);
    expect(Date.now()).toBeGreaterThanOrEqual(endsAt);
    expect(Date.now()).toBeLessThan(endsAt + 2_000);
  });

  test("keeps its sockets when it was prolonged after they opened", async ({ expect }) => {
    const { ada, id } = await directConversation();
    await setExpiry(ada, Date.now() + 60_000);
    const [room, hub] = [await enter(ada, id), await listen(ada)];
    await ada.call("POST", "/api/v1/sessions/extend");

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    await runDurableObjectAlarm(hubOf(ada));

    expect(await room.command("typing.stop")).toMatchObject({ type: "ack" });
    expect(await hub.command("notification.read_all")).toMatchObject({ type: "ack" });
  });
});

describe("what a hub remembers of rooms", () => {
  test("is forgotten when the sockets have left, also after an eviction", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const tablet = await signIn(ada.email);
    const streams = [await enter(ada, id), await enter(ada, id), await enter(tablet, id)];
    expect(await remembered(ada)).toBe(3);
    await evictAllDurableObjects();

    for (const stream of streams) stream.close();

    await eventually(async () => expect(await remembered(ada)).toBe(0));
  });

  test("is a few visits for all sockets of a session in a room, until the last of each leaves", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const enters = vi.spyOn(UserHub.prototype, "enterRoom");
    const streams = [];
    for (let at = 0; at < 15; at += 1) streams.push(await enter(ada, id));
    const last = streams.pop();
    expect(enters).toHaveBeenCalledTimes(3);

    await evictAllDurableObjects();
    for (const stream of streams) {
      stream.close();
      await stream.waitForClose();
    }
    expect(await last?.command("typing.start")).toMatchObject({ type: "ack" });
    await eventually(async () => expect(await remembered(ada)).toBe(1));
    await ada.call("POST", "/api/v1/sessions/force-logout");

    expect(await last?.waitForClose()).toMatchObject({ code: 4401 });
    await eventually(async () => expect(await remembered(ada)).toBe(0));
  });

  test("is right also where the socket that was there leaves while another comes", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const phone = await signIn(ada.email);
    const first = await enter(phone, id);
    const enters = vi.spyOn(UserHub.prototype, "enterRoom");
    enters.mockImplementationOnce(async function (this: UserHub, ...asked) {
      await scheduler.wait(500);
      return this.enterRoom(...asked);
    });

    const coming = enter(phone, id);
    await eventually(() => expect(enters).toHaveBeenCalledOnce());
    first.close();
    await first.waitForClose();
    const second = await coming;
    expect(await remembered(phone)).toBe(1);
    await end(ada, phone.sessionId);

    expect(await second.waitForClose()).toMatchObject({ code: 4401 });
  });

  test("is not lost when one socket leaves late, after another has entered", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const phone = await signIn(ada.email);
    const first = await enter(phone, id);
    // On its way for as long as the test wants: it arrives below.
    const leave = vi.spyOn(UserHub.prototype, "leaveRoom").mockResolvedValueOnce(undefined);
    first.close();
    await eventually(() => expect(leave).toHaveBeenCalledOnce());
    const [late] = leave.mock.calls;
    if (!late) throw new Error("no leave");

    const second = await enter(phone, id);
    expect(await remembered(phone)).toBe(2);
    await hubOf(phone).leaveRoom(...late);
    expect(await remembered(phone)).toBe(1);
    await end(ada, phone.sessionId);

    expect(await second.waitForClose()).toMatchObject({ code: 4401 });
  });

  test("lets in no more sockets of a session that is over, though it had leave for some more", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const phone = await signIn(ada.email);
    // As many as it takes to be given leave for several at once.
    const streams = await Promise.all(Array.from({ length: 8 }, () => enter(phone, id)));
    await end(ada, phone.sessionId);

    await expect(enter(phone, id)).rejects.toThrow("401");
    for (const stream of streams) expect(await stream.waitForClose()).toMatchObject({ code: 4401 });
  });

  test("is told to every room when the session ends, though there are thousands", async ({ expect }) => {
    const ada = await signUp();
    const phone = await signIn(ada.email);
    const told = vi.fn<() => Promise<void>>(async () => undefined);
    const rooms = Array.from({ length: 1_100 }, (_, at) => `conv_${at}`);
    await runInDurableObject(hubOf(phone), async (hub) => {
      // Rooms that answer only: more than a thousand real ones would have to be made first, with all their tables.
      Reflect.set(hub, "env", { ...env, CHAT_ROOM: { getByName: () => ({ endSession: told }) } });
      const unlimited = { count: 10_000, windowSeconds: 60 };
      const ask = { name: "CONNECT", want: 1, limit: unlimited, quota: { day: 0, month: 0 } };
      const pass = { sessionId: phone.sessionId, ip: "127.0.0.1", ask };
      for (const room of rooms) await hub.enterRoom(pass, room, "sock_1");
    });

    await end(ada, phone.sessionId);

    expect(told).toHaveBeenCalledTimes(1_100);
    expect(await remembered(phone)).toBe(0);
  });
});
