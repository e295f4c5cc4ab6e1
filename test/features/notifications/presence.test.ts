import { evictAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { directConversation, enter, hubOf, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { openConversation, type Person, signIn, signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

const graceMs = 5_000;
const minuteMs = 60_000;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What a stream was told of somebody, in order. */
const seen = (stream: Stream, person: Person) =>
  stream.ofType("presence.changed").flatMap((frame) => (frame["userId"] === person.id ? [frame["status"]] : []));

/** Waits until a stream has been told exactly this of somebody. */
const sees = (stream: Stream, person: Person, statuses: string[]) =>
  eventually(() => {
    const told = seen(stream, person);
    if (told.join() !== statuses.join()) throw new Error(`told ${told.join()}, not ${statuses.join()}`);
  });

const lastSeen = (stream: Stream) => stream.ofType("presence.changed").at(-1)?.["lastSeenAt"];

/** Two who know each other: the stream of the one watches the other. */
async function watching() {
  const { ada, grace, id } = await directConversation();
  const gracesStream = await listen(grace);
  const watch = () => gracesStream.command("presence.watch", { userIds: [ada.id] });
  return { ada, grace, id, graces: gracesStream, watch };
}

const watchersOf = (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) =>
    storage.sql
      .exec<{ kind: string; id: string }>("SELECT kind, id FROM presence_watchers ORDER BY registration")
      .toArray(),
  );

async function close(stream: Stream): Promise<void> {
  stream.close();
  await stream.waitForClose();
}

/** Lets time pass for a hub, and its alarm ring. */
async function pass(person: Person, ms: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  await runDurableObjectAlarm(hubOf(person));
}

describe("somebody who is watched", () => {
  test("is online from the first socket to the last, and then offline and last seen", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const ack = await watch();
    await sees(graces, ada, ["offline"]);
    expect(lastSeen(graces)).toBeNull();

    const phone = await listen(ada);
    const laptop = await listen(await signIn(ada.email));
    await sees(graces, ada, ["offline", "online"]);
    await close(phone);
    await pass(ada, graceMs);
    await close(laptop);
    const left = Date.now();
    await pass(ada, graceMs);

    expect(ack.type).toBe("ack");
    await sees(graces, ada, ["offline", "online", "offline"]);
    expect(Math.abs(Date.parse(String(lastSeen(graces))) - left)).toBeLessThan(500);
    expect(graces.frames.findIndex((frame) => frame === ack)).toBeLessThan(
      graces.frames.findIndex(({ type }) => type === "presence.changed"),
    );
  });

  test("does not go away while a page is loaded again", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const before = await listen(ada);
    await watch();
    await sees(graces, ada, ["online"]);

    await close(before);
    await pass(ada, graceMs - 1_000);
    const after = await listen(ada);
    await pass(ada, minuteMs);

    await after.command("presence.set", { status: "busy" });
    await sees(graces, ada, ["online", "busy"]);
    expect(after.frames[0]).toMatchObject({ presence: "online" });
  });

  test("is seen by each stream once per change, and by a stream that comes later at once", async ({ expect }) => {
    const { ada, grace, graces, watch } = await watching();
    await watch();
    const other = await listen(grace);
    await other.command("presence.watch", { userIds: [ada.id, ada.id] });
    await sees(other, ada, ["offline"]);

    await listen(ada);

    await sees(graces, ada, ["offline", "online"]);
    await sees(other, ada, ["offline", "online"]);
    expect(await watchersOf(ada)).toEqual([{ kind: "user", id: grace.id }]);
  });

  test("is told of across evictions of either side", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    await watch();
    await sees(graces, ada, ["offline"]);

    await evictAllDurableObjects();
    const adas = await listen(ada);
    await sees(graces, ada, ["offline", "online"]);
    await evictAllDurableObjects();
    await adas.command("presence.set", { status: "away" });

    await sees(graces, ada, ["offline", "online", "away"]);
    expect(lastSeen(graces)).toBeNull();
  });

  test("is told of by the alarm where the hub died before it had told", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    await watch();
    await sees(graces, ada, ["offline"]);
    const { UserHub } = await import("../../../src/index.ts");
    const tell = vi.spyOn(UserHub.prototype, "presenceChanged").mockRejectedValueOnce(new Error("out of reach"));

    await listen(ada);
    await eventually(() => expect(tell).toHaveBeenCalledTimes(1));
    await evictDurableObject(hubOf(ada));
    await pass(ada, minuteMs);

    await sees(graces, ada, ["offline", "online"]);
  });

  test("is not told of any more once nobody looks", async ({ expect }) => {
    const { ada, grace, graces, watch } = await watching();
    await watch();
    await sees(graces, ada, ["offline"]);
    const linus = await signUp();

    await graces.command("presence.watch", { userIds: [linus.id] });
    await sees(graces, linus, ["offline"]);
    expect(await watchersOf(ada)).toEqual([{ kind: "user", id: grace.id }]);
    await listen(ada);

    await eventually(async () => expect(await watchersOf(ada)).toEqual([]));
    expect(seen(graces, ada)).toEqual(["offline"]);
    await runInDurableObject(hubOf(ada), async (_, { storage }) => {
      expect(await storage.getAlarm()).toBeGreaterThan(Date.now() + 10 * minuteMs);
    });
  });

  test("is forgotten with the socket that looked", async ({ expect }) => {
    const { ada, grace, graces, watch } = await watching();
    await watch();
    await sees(graces, ada, ["offline"]);

    await close(graces);

    await runInDurableObject(hubOf(grace), (_, { storage }) => {
      expect(storage.sql.exec("SELECT * FROM watched_people").toArray()).toEqual([]);
    });
  });
});

describe("a client that goes without a word", () => {
  test("is gone a minute after its last ping, which is when it was last seen", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const adas = await listen(ada);
    adas.send("ping");
    await eventually(() => expect(adas.texts).toContain("pong"));
    const heard = Date.now();
    await watch();
    await sees(graces, ada, ["online"]);

    await pass(ada, 54_000);
    expect(adas.closed).toBeNull();
    await pass(ada, 1_500);
    await sees(graces, ada, ["online"]);
    await pass(ada, 4_600);

    await sees(graces, ada, ["online", "offline"]);
    expect(Math.abs(Date.parse(String(lastSeen(graces))) - heard)).toBeLessThan(1_000);
    expect(await adas.waitForClose()).toMatchObject({ code: 1012 });
  });

  test("is looked for a minute later, though it pinged only after it was let in", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    await watch();
    const adas = await listen(ada);
    await sees(graces, ada, ["offline", "online"]);
    adas.send("ping");
    await eventually(() => expect(adas.texts).toContain("pong"));

    const at = await runInDurableObject(hubOf(ada), (_, { storage }) => storage.getAlarm());
    expect(Number(at) - Date.now()).toBeLessThan(minuteMs + 500);
    await pass(ada, minuteMs);
    // Whoever looks on is told once a second at most: the last time may be over only now.
    await pass(ada, 1_000);

    await sees(graces, ada, ["offline", "online", "offline"]);
  });

  test("is gone for who asks later, though no alarm rang", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const adas = await listen(ada);
    adas.send("ping");
    await eventually(() => expect(adas.texts).toContain("pong"));

    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    await watch();

    await sees(graces, ada, ["offline"]);
  });

  test("keeps nobody from coming back", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const adas = await listen(ada);
    adas.send("ping");
    await eventually(() => adas.texts.includes("pong") || Promise.reject(new Error("no pong")));
    await watch();
    await pass(ada, 56_000);
    await adas.waitForClose();

    const back = await listen(ada);
    await pass(ada, minuteMs);
    await back.command("presence.set", { status: "busy" });

    await sees(graces, ada, ["online", "busy"]);
    expect(back.closed).toBeNull();
  });

  test("stays where it has never pinged, for nobody has to", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const adas = await listen(ada);
    await watch();
    await sees(graces, ada, ["online"]);

    await pass(ada, 10 * minuteMs);

    expect([seen(graces, ada), adas.closed]).toEqual([["online"], null]);
  });

  test("is found out when its runtime died", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const adas = await listen(ada);
    await watch();
    await sees(graces, ada, ["online"]);
    await runInDurableObject(hubOf(ada), (_, state) => state.abort("killed")).catch(() => undefined);
    await adas.waitForClose();

    await pass(ada, 9 * minuteMs);
    await sees(graces, ada, ["online"]);
    await pass(ada, graceMs);

    await sees(graces, ada, ["online", "offline"]);
    expect(lastSeen(graces)).not.toBeNull();
  });

  test("leaves its place among a hundred sockets to others", { timeout: 30_000 }, async ({ expect }) => {
    const ada = await signUp();
    const streams = await Promise.all(Array.from({ length: 100 }, () => listen(ada)));
    const live = () =>
      ada.call("GET", "/api/v1/notifications/live", { headers: { upgrade: "websocket" } }).then(({ status }) => status);
    expect(await live()).toBe(429);

    streams[0]?.send("ping");
    await eventually(() => expect(streams[0]?.texts).toContain("pong"));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minuteMs });

    expect(await live()).toBe(101);
    expect(await live()).toBe(429);
  });
});

describe("what somebody sets", () => {
  test("holds for all their tabs, which show it, too", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const [one, other] = await Promise.all([listen(ada), listen(ada)]);
    await watch();
    await sees(graces, ada, ["online"]);

    await one.command("presence.set", { status: "away" });
    await one.command("presence.set", { status: "away" });
    await other.command("presence.set", { status: "online" });

    await sees(one, ada, ["away", "online"]);
    await sees(other, ada, ["away", "online"]);
    // Those who look on are told once a second.
    await eventually(() => expect(seen(graces, ada)).toEqual(["online", "away", "online"]), { timeout: 3_000 });
    expect(one.frames[0]).toMatchObject({ type: "ready", presence: "online" });
  });

  test("is kept while they are gone when it is busy, not when it is away", async ({ expect }) => {
    const ready: unknown[] = [];
    for (const status of ["busy", "away"]) {
      const { ada } = await directConversation();
      const before = await listen(ada);
      await before.command("presence.set", { status });
      await close(before);
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + graceMs });
      await evictDurableObject(hubOf(ada));

      ready.push((await listen(ada)).frames[0]?.["presence"]);
      // The first socket after them is told what holds from then on.
      ready.push((await listen(ada)).frames[0]?.["presence"]);
      vi.useRealTimers();
    }

    expect(ready).toEqual(["busy", "busy", "online", "online"]);
  });

  test("as offline hides them from everybody, and when they come and go", async ({ expect }) => {
    const { ada, graces, watch } = await watching();
    const adas = await listen(ada);
    await watch();
    await sees(graces, ada, ["online"]);

    await adas.command("presence.set", { status: "offline" });
    await sees(graces, ada, ["online", "offline"]);
    const hidden = lastSeen(graces);
    await close(adas);
    await pass(ada, minuteMs);
    const back = await listen(ada);
    await watch();

    await sees(graces, ada, ["online", "offline", "offline"]);
    expect(lastSeen(graces)).toBe(hidden);
    expect(back.frames[0]).toMatchObject({ presence: "offline" });
    await back.command("presence.watch", { userIds: [ada.id] });
    await sees(back, ada, ["offline"]);
    await back.command("presence.set", { status: "online" });
    await sees(graces, ada, ["online", "offline", "offline", "online"]);
    await sees(back, ada, ["offline", "online"]);
  });

  test.for([
    ["presence.set", {}],
    ["presence.set", { status: "asleep" }],
    ["presence.set", { status: "busy", userId: "user_01j00000000000000000000000" }],
    ["presence.watch", {}],
    ["presence.watch", { userIds: ["ada"] }],
    ["presence.watch", { userIds: Array.from({ length: 101 }, () => "user_01j00000000000000000000000") }],
  ] as const)("is refused where it is no command: %s %o", async ([type, fields], { expect }) => {
    const ada = await signUp();
    const stream = await listen(ada);

    expect(await stream.command(type, fields)).toMatchObject({ type: "error", code: "VALIDATION_FAILED" });
    expect((await listen(ada)).frames[0]).toMatchObject({ presence: "online" });
  });
});

describe("a stranger", () => {
  test("is always offline, whoever they are, and nothing of them changes", async ({ expect }) => {
    const [ada, linus] = await Promise.all([signUp(), signUp()]);
    const [adas, linuses] = await Promise.all([listen(ada), listen(linus)]);
    const nobody = { id: "user_01j00000000000000000000000" };

    await linuses.command("presence.watch", { userIds: [ada.id, nobody.id] });
    await sees(linuses, ada, ["offline"]);
    await adas.command("presence.set", { status: "busy" });
    await close(adas);

    expect(await watchersOf(ada)).toEqual([]);
    expect(linuses.ofType("presence.changed")).toEqual(
      [ada, nobody].map(({ id }) => ({ type: "presence.changed", userId: id, status: "offline", lastSeenAt: null })),
    );
  });

  test.for(["the one who looked", "the one who was seen"] as const)(
    "is who shares no conversation any more, after %s has left",
    async (who, { expect }) => {
      const { ada, grace, id, graces, watch } = await watching();
      const adas = await listen(ada);
      await watch();
      await sees(graces, ada, ["online"]);
      const leaver = who === "the one who looked" ? grace : ada;

      const leave = env.DB.prepare("DELETE FROM conversation_members WHERE conversation_id = ? AND user_id = ?");
      await leave.bind(id, leaver.id).run();
      await hubOf(leaver).forgetConversation(id);
      await sees(graces, ada, ["online", "offline"]);
      expect(lastSeen(graces)).toBeNull();
      await adas.command("presence.set", { status: "busy" });

      await eventually(async () => expect(await watchersOf(ada)).toEqual([]));
      expect(seen(graces, ada)).toEqual(["online", "offline"]);
    },
  );
});

describe("somebody in a room", () => {
  test("is there as long as any socket is, wherever it is open", async ({ expect }) => {
    const { ada, id, graces, watch } = await watching();
    await watch();

    const inRoom = await enter(ada, id);
    await sees(graces, ada, ["offline", "online"]);
    const stream = await listen(ada);
    await close(inRoom);
    await pass(ada, minuteMs);
    const again = await enter(ada, id);
    await close(stream);
    await pass(ada, minuteMs);
    await sees(graces, ada, ["offline", "online"]);
    await close(again);
    await eventually(async () => {
      await pass(ada, graceMs);
      if (seen(graces, ada).length < 3) throw new Error("still there");
    });

    expect(seen(graces, ada)).toEqual(["offline", "online", "offline"]);
  });

  test("is gone when the room knows nothing of them: it died, and they did not come back", async ({ expect }) => {
    const { ada, id, graces, watch } = await watching();
    await watch();
    const inRoom = await enter(ada, id);
    await sees(graces, ada, ["offline", "online"]);

    await runInDurableObject(env.CHAT_ROOM.getByName(id), (_, state) => state.abort("killed")).catch(() => undefined);
    await inRoom.waitForClose();
    await pass(ada, 2 * minuteMs);
    await pass(ada, graceMs);

    await sees(graces, ada, ["offline", "online", "offline"]);
    expect(lastSeen(graces)).not.toBeNull();
  });

  test("is shown to the room while somebody is there, and not after that", async ({ expect }) => {
    const { ada, id, graces: _, grace } = await watching();
    const room = await enter(grace, id);
    const first = await hubOf(ada).watchFromRoom(id);
    const again = await hubOf(ada).watchFromRoom(id);

    const adas = await listen(ada);
    await room.find(({ type, status }) => type === "presence" && status === "online");
    await close(room);
    await adas.command("presence.set", { status: "busy" });

    expect([first, again]).toMatchObject([{ status: "offline" }, { status: "offline" }]);
    await eventually(async () => expect(await watchersOf(ada)).toEqual([]));
  });
});

test("who changes their list again and again sees the people of the last", async ({ expect }) => {
  const { ada, grace, graces } = await watching();
  const linus = await signUp();
  await openConversation(linus, grace);
  await listen(linus);

  const lists = [[ada], [linus, ada], [linus], [ada], [linus, grace]];
  const acks = await Promise.all(
    lists.map((people) => graces.command("presence.watch", { userIds: people.map(({ id }) => id) })),
  );
  await eventually(() => expect(seen(graces, linus).at(-1)).toBe("online"));
  await graces.command("presence.watch", { userIds: [linus.id] });
  await eventually(() => expect(seen(graces, linus).length).toBeGreaterThan(1));

  await listen(ada);
  await eventually(async () => expect(await watchersOf(ada)).toEqual([]));
  expect(acks.map(({ type }) => type)).toEqual(["ack", "ack", "ack", "ack", "ack"]);
  expect(seen(graces, grace)).toEqual(["online"]);
  expect(seen(graces, ada)).not.toContain("online");
});

test("of more than five hundred who look, the newest are told", async ({ expect }) => {
  const { ada, grace, graces, watch } = await watching();
  await runInDurableObject(hubOf(ada), async (hub) => {
    for (let at = 0; at < 500; at += 1) await hub.watchPresence(`user_${at}`);
  });

  await watch();
  await sees(graces, ada, ["offline"]);

  const watchers = await watchersOf(ada);
  expect(watchers).toHaveLength(500);
  expect([watchers[0], watchers.at(-1)]).toEqual([
    { kind: "user", id: "user_1" },
    { kind: "user", id: grace.id },
  ]);
});
