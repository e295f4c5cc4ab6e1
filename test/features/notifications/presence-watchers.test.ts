import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { PresenceWatchers } from "../../../src/features/notifications/presence-watchers.ts";
import { DueTimes } from "../../../src/platform/db/due-times.ts";
import { directConversation, enter, hubOf, listen, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import type { Person } from "../../support/people.ts";
import { later, minuteMs } from "../../support/sessions.ts";
import type { Stream } from "../../support/stream.ts";

// The clock stands still, unless a test moves it.
beforeEach(() => void vi.setSystemTime(Date.now()));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const sees = (stream: Stream, status: string) =>
  stream.find((frame) => frame.type === "presence.changed" && frame["status"] === status);

/** The watchers of somebody who has none of their own making. */
const withWatchers = (use: (watchers: PresenceWatchers) => Promise<void>) =>
  runInDurableObject(env.USER_HUB.getByName(`user_${crypto.randomUUID()}`), (_, { storage }) =>
    use(new PresenceWatchers(storage, new DueTimes(storage))),
  );

const kindsOf = (person: Person) =>
  runInDurableObject(hubOf(person), (_, { storage }) =>
    storage.sql
      .exec<{ kind: string }>("SELECT kind FROM presence_watchers")
      .toArray()
      .map(({ kind }) => kind),
  );

describe("those who look at somebody", () => {
  test("are each told once a round, however fast that one changes", async ({ expect }) => {
    await withWatchers(async (watchers) => {
      for (let at = 0; at < 45; at += 1) watchers.add({ kind: "user", id: `user_${at}` }, 0);
      const told: string[] = [];
      let version = 1;

      await watchers.tellAll(
        () => version,
        async ({ id }) => {
          told.push(id);
          version += 1;
          if (told.length > 200) throw new Error("no end");
          return true;
        },
      );

      expect(told).toEqual(Array.from({ length: 45 }, (_, at) => `user_${at}`));
      expect(watchers.dueAt(version, Date.now())).toBe(Date.now() + 1_000);
    });
  });

  test("are told less and less often while they cannot be reached, for an hour", async ({ expect }) => {
    await withWatchers(async (watchers) => {
      watchers.add({ kind: "user", id: "user_1" }, 0);
      const startedAt = Date.now();
      const tries: number[] = [];

      while (watchers.any()) {
        tries.push(Date.now() - startedAt);
        await watchers.tellAll(
          () => 1,
          async () => {
            throw new Error("out of reach");
          },
        );
        const next = watchers.dueAt(1, Date.now());
        if (next !== undefined) later(next - Date.now());
      }

      expect(tries.slice(0, 5)).toEqual([0, 5_000, 15_000, 35_000, 75_000]);
      expect(tries.length).toBeLessThan(25);
      expect(tries.at(-1)).toBeGreaterThan(55 * minuteMs);
      expect(tries.at(-1)).toBeLessThan(70 * minuteMs);
    });
  });

  test("see no more of them once they are pushed out, and rooms are pushed out by none of them", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [, graces] = [await listen(ada), await listen(grace)];
    await hubOf(ada).watchFromRoom(id);
    await graces.command("presence.watch", { userIds: [ada.id] });
    await sees(graces, "online");

    await runInDurableObject(hubOf(ada), async (hub) => {
      for (let at = 0; at < 500; at += 1) await hub.watchPresence(`user_${at}`);
    });

    await sees(graces, "offline");
    const kinds = await kindsOf(ada);
    expect([kinds.length, kinds.filter((kind) => kind === "room")]).toEqual([501, ["room"]]);
  });

  test("are asked after ten quiet minutes whether they look still", async ({ expect }) => {
    const { ada, grace } = await directConversation();
    const [adas, graces] = [await listen(ada), await listen(grace)];
    await graces.command("presence.watch", { userIds: [ada.id] });
    await sees(graces, "online");
    later(11 * minuteMs);
    await runDurableObjectAlarm(hubOf(ada));
    const looking = await kindsOf(ada);

    graces.close();
    await graces.waitForClose();
    later(11 * minuteMs);
    await runDurableObjectAlarm(hubOf(ada));

    await eventually(async () => expect(await kindsOf(ada)).toEqual([]));
    expect([looking, graces.ofType("presence.changed").length, adas.closed]).toEqual([["user"], 1, null]);
  });
});

describe("somebody whose hub cannot be asked", () => {
  test("is asked again soon, and seen as they are", async ({ expect }) => {
    const { ada, grace } = await directConversation();
    const [, graces] = [await listen(ada), await listen(grace)];
    const ask = vi.spyOn(UserHub.prototype, "watchPresence").mockRejectedValueOnce(new Error("out of reach"));

    await graces.command("presence.watch", { userIds: [ada.id] });

    await sees(graces, "online");
    expect(ask).toHaveBeenCalledTimes(2);
    expect(graces.ofType("presence.changed")).toHaveLength(1);
  });

  test("is offline once that has failed for some seconds", { timeout: 10_000 }, async ({ expect }) => {
    const { ada, grace } = await directConversation();
    const [, graces] = [await listen(ada), await listen(grace)];
    const ask = vi.spyOn(UserHub.prototype, "watchPresence").mockRejectedValue(new Error("out of reach"));

    await graces.command("presence.watch", { userIds: [ada.id] });

    await eventually(() => expect(graces.ofType("presence.changed")).toMatchObject([{ status: "offline" }]), {
      timeout: 6_000,
    });
    expect(ask).toHaveBeenCalledTimes(5);
  });

  test("is seen though the database could not say at first whom one may see", async ({ expect }) => {
    const { ada, grace } = await directConversation();
    const [, graces] = [await listen(ada), await listen(grace)];
    vi.spyOn(Object.getPrototypeOf(env.DB), "prepare").mockImplementationOnce(() => {
      throw new Error("the database is away");
    });

    await graces.command("presence.watch", { userIds: [ada.id] });

    expect(await sees(graces, "online")).toBeDefined();
  });
});

test("a client with sockets here and in a room is gone a minute after it was last heard in either", async ({
  expect,
}) => {
  const { ada, grace, id } = await directConversation();
  const [adas, inRoom, graces] = [await listen(ada), await enter(ada, id), await listen(grace)];
  await graces.command("presence.watch", { userIds: [ada.id] });
  await sees(graces, "online");
  adas.send("ping");
  inRoom.send("ping");
  await eventually(() => expect([adas.texts, inRoom.texts].every((texts) => texts.includes("pong"))).toBe(true));
  const heardInRoomAt = Date.now() + 25_000;
  await runInDurableObject(roomOf(id), (_, state) => {
    vi.spyOn(state, "getWebSocketAutoResponseTimestamp").mockReturnValue(new Date(heardInRoomAt));
  });

  later(57_000);
  await runDurableObjectAlarm(hubOf(ada));
  const ringsAt = await runInDurableObject(hubOf(ada), (_, { storage }) => storage.getAlarm());
  vi.setSystemTime(heardInRoomAt + 55_000);
  await runDurableObjectAlarm(hubOf(ada));
  later(5_000);
  await runDurableObjectAlarm(hubOf(ada));

  expect(ringsAt).toBe(heardInRoomAt + 55_000);
  const { lastSeenAt } = await sees(graces, "offline");
  // As exact as that time is told of those who go without a word.
  expect(Date.parse(String(lastSeenAt))).toBeGreaterThan(heardInRoomAt - 30_000);
  expect(Date.parse(String(lastSeenAt))).toBeLessThanOrEqual(heardInRoomAt);
});
