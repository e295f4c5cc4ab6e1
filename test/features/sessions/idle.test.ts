import { evictAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { ChatRoom } from "../../../src/features/chat/index.ts";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { relayOf, watch } from "../../support/activity.ts";
import { directConversation, enter, listen, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { call, newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import {
  hourMs,
  hubOf,
  isLive,
  later,
  minuteMs,
  outcomeOf,
  sessionsOf,
  signInThrough,
  write,
} from "../../support/sessions.ts";
import { refreshed, tally, times } from "../../support/two-factor.ts";

// The clock stands still, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const ofMinutes = (minutes: number) => newIsolate({ SESSION_IDLE_MINUTES: String(minutes) });
const ring = (person: Person) => runDurableObjectAlarm(hubOf(person));

describe("a session without use", () => {
  test("is over after the limit, and not a moment before", async ({ expect }) => {
    const person = await signUp();
    const session = await signInThrough(ofMinutes(30), person);
    const other = await signInThrough(ofMinutes(30), person);

    later(30 * minuteMs - 1);
    const before = await isLive(session);
    const fresh = await refreshed(session);
    later(1);

    expect([before, await isLive(other)]).toEqual([true, false]);
    const refused = await call("POST", "/api/v1/auth/refresh", {
      json: { refreshToken: other.refreshToken },
      from: newAddress(),
    });
    expect(await outcomeOf(refused)).toEqual([401, "SESSION_EXPIRED"]);
    // It was used when its token was refreshed.
    expect((await write(fresh)).status).toBe(200);
    expect((await sessionsOf(fresh)).map(({ id }) => id)).not.toContain(other.sessionId);
    expect(await fresh.call("GET", "/api/v1/sessions/stats").then((response) => response.json())).toMatchObject({
      active: 2,
    });
  });

  test("is over for every kind of call, also after an eviction, and nothing brings it back", async ({ expect }) => {
    const person = await signUp();
    const session = await signInThrough(ofMinutes(5), person);
    await session.call("GET", "/api/v1/me");
    later(5 * minuteMs);
    await evictAllDurableObjects();

    const answers = [
      await session.call("GET", "/api/v1/me"),
      await write(session),
      await session.call("POST", "/api/v1/sessions/extend"),
      await session.call("GET", "/api/v1/notifications/live", { headers: { upgrade: "websocket" } }),
      await session.call("POST", "/api/v1/auth/step-up", { json: { password: "correct horse battery staple" } }),
      await write(session),
    ];

    for (const answer of answers) expect(await outcomeOf(answer)).toEqual([401, "SESSION_EXPIRED"]);
    expect((await person.call("DELETE", `/api/v1/sessions/${session.sessionId}`)).status).toBe(404);
    expect((await write(person)).status).toBe(200);
  });

  test("goes on as long as it is used, however short the limit and by reads alone", async ({ expect }) => {
    const session = await signInThrough(ofMinutes(1), await signUp());

    const statuses = [];
    for (let at = 0; at < 12; at += 1) {
      later(30_000);
      statuses.push((await session.call("GET", "/api/v1/me")).status);
      if (at === 5) await evictAllDurableObjects();
    }

    expect(statuses).toEqual(statuses.map(() => 200));
    later(62_000);
    expect((await session.call("GET", "/api/v1/me")).status).toBe(401);
  });

  test("is never over where there is no limit", async ({ expect }) => {
    const session = await signInThrough(ofMinutes(0), await signUp());

    later(24 * hourMs - 1_000);

    expect(await isLive(session)).toBe(true);
    expect((await write(await refreshed(session))).status).toBe(200);
  });

  test("is not over sooner because the clock was set back", async ({ expect }) => {
    const session = await signInThrough(ofMinutes(5), await signUp());

    later(-10 * minuteMs);
    const before = await isLive(session);
    later(10 * minuteMs);

    expect([before, await isLive(session)]).toEqual([true, true]);
  });
});

describe("a session with an open socket", () => {
  test("is not idle, and others of the same person are", async ({ expect }) => {
    const person = await signUp();
    const connected = await signInThrough(ofMinutes(30), person);
    const unused = await signInThrough(ofMinutes(30), person);
    const stream = await listen(connected);

    for (let at = 0; at < 8; at += 1) {
      later(20 * minuteMs);
      expect(await ring(person)).toBe(true);
      if (at === 3) await evictAllDurableObjects();
    }

    expect([await isLive(connected), await isLive(unused)]).toEqual([true, false]);
    expect((await write(await refreshed(connected))).status).toBe(200);
    expect(stream.closed).toBeNull();
    expect(await stream.command("notification.read_all")).toMatchObject({ type: "ack" });
  });

  test("has its alarm ring long before the limit, so that a late one does no harm", async ({ expect }) => {
    const person = await signUp();
    const connected = await signInThrough(ofMinutes(30), person);
    await listen(connected);

    const ringsAt = await runInDurableObject(hubOf(person), (_, { storage }) => storage.getAlarm());

    expect(ringsAt).toBe(Date.now() + 15 * minuteMs);
  });

  test("is not idle while the socket is in a room", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const connected = await signInThrough(ofMinutes(10), ada);
    const room = await enter(connected, id);

    for (let at = 0; at < 4; at += 1) {
      later(9 * minuteMs);
      await ring(ada);
    }

    expect(await isLive(connected)).toBe(true);
    expect(room.closed).toBeNull();
  });

  test("may be idle from when the socket closes on", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const inRoom = await signInThrough(ofMinutes(10), ada);
    const inHub = await signInThrough(ofMinutes(10), ada);
    const streams = [await enter(inRoom, id), await listen(inHub)];
    const both = () => Promise.all([isLive(inRoom), isLive(inHub)]);
    later(4 * minuteMs);
    await ring(ada);
    later(4 * minuteMs);
    const closedAt = new Date().toISOString();
    for (const stream of streams) stream.close();
    const closed = new Set([inRoom.sessionId, inHub.sessionId]);
    await eventually(async () => {
      const listed = (await sessionsOf(await signIn(ada.email))).filter((one) => closed.has(one.id));
      expect(listed.map(({ lastActivityAt }) => lastActivityAt)).toEqual([closedAt, closedAt]);
    });

    later(10 * minuteMs - 1);
    const before = await both();
    later(1);

    expect([before, await both()]).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  test("is over when its time is, whatever its sockets do", async ({ expect }) => {
    const person = await signUp();
    const connected = await signInThrough(newIsolate({ SESSION_HOURS: "1", SESSION_IDLE_MINUTES: "30" }), person);
    const stream = await listen(connected);

    for (let at = 0; at < 4; at += 1) {
      later(15 * minuteMs);
      await ring(person);
    }

    expect(await stream.waitForClose()).toMatchObject({ code: 4401 });
    expect(await isLive(connected)).toBe(false);
  });
});

/** Lets the limit of ten minutes pass, and the hub's alarm ring as it would meanwhile. */
async function passLimit(person: Person): Promise<void> {
  for (let at = 0; at < 4; at += 1) {
    later(4 * minuteMs);
    await ring(person);
  }
}

const rowsOf = (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) => storage.sql.exec("SELECT * FROM room_sockets").toArray());

describe("a session whose sockets are only remembered", () => {
  test.for(["room", "relay"] as const)("is idle once its %s has died with them", async (place, { expect }) => {
    const { ada, id } = await directConversation();
    const connected = await signInThrough(ofMinutes(10), ada);
    const stream = await (place === "room" ? enter(connected, id) : watch(connected));
    await passLimit(ada);
    const before = await isLive(connected);

    if (place === "room")
      await runInDurableObject(roomOf(id), (_, state) => state.abort("killed")).catch(() => undefined);
    else await runInDurableObject(relayOf(ada), (_, state) => state.abort("killed")).catch(() => undefined);
    await stream.waitForClose();
    await passLimit(ada);

    expect([before, await isLive(connected)]).toEqual([true, false]);
    expect(await rowsOf(ada)).toEqual([]);
  });

  test("is idle though its leaving was never heard of, and others in the room are not", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const [left, stayed] = [await signInThrough(ofMinutes(10), ada), await signInThrough(ofMinutes(10), ada)];
    const [leaving, staying] = [await enter(left, id), await enter(stayed, id)];
    const lost = vi.spyOn(UserHub.prototype, "leaveRoom").mockRejectedValueOnce(new Error("out of reach"));
    leaving.close();
    await eventually(() => expect(lost).toHaveBeenCalledOnce());

    await passLimit(ada);

    expect([await isLive(left), await isLive(stayed), staying.closed]).toEqual([false, true, null]);
  });

  test("is asked about again soon where a room cannot be reached, and over where none ever can", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const connected = await signInThrough(ofMinutes(10), ada);
    await enter(connected, id);
    later(6 * minuteMs);
    const ask = vi.spyOn(ChatRoom.prototype, "connectionsOf").mockRejectedValue(new Error("out of reach"));

    await ring(ada);
    const ringsAt = await runInDurableObject(hubOf(ada), (_, { storage }) => storage.getAlarm());
    later(5_000);
    await ring(ada);
    ask.mockRestore();
    later(2 * minuteMs);
    await ring(ada);
    const reached = await isLive(connected);
    vi.spyOn(ChatRoom.prototype, "connectionsOf").mockRejectedValue(new Error("out of reach"));
    await passLimit(ada);

    expect(Number(ringsAt) - (Date.now() - 18 * minuteMs - 5_000)).toBe(5_000);
    expect([reached, await isLive(connected)]).toEqual([true, false]);
  });
});

test("a session that is idle is not revived by its open sockets: they are closed", async ({ expect }) => {
  const { ada, id } = await directConversation();
  const connected = await signInThrough(ofMinutes(10), ada);
  const streams = [await enter(connected, id), await listen(connected)];

  later(10 * minuteMs);
  await ring(ada);

  expect(await isLive(connected)).toBe(false);
  for (const stream of streams) expect(await stream.waitForClose()).toMatchObject({ code: 4401 });
});

test("twenty calls at the moment of the limit are all refused", async ({ expect }) => {
  const session = await signInThrough(ofMinutes(5), await signUp());
  later(5 * minuteMs);

  const answers = await times(20, () => write(session));

  expect(tally(answers)).toEqual({ 401: 20 });
});
