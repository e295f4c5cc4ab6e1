import { evictDurableObject } from "cloudflare:test";
import { beforeAll, describe, test, vi } from "vitest";
import { UserHub } from "../../../src/features/notifications/index.ts";
import { enter, listen, roomOf } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { openGroup, put, remove } from "../../support/groups.ts";
import { type Person, signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

let ada: Person;
let grace: Person;
let linus: Person;

beforeAll(async () => {
  [ada, grace, linus] = await Promise.all([signUp(), signUp(), signUp()]);
}, 30_000);

/** What a stream last told of somebody. */
const statusOf = (stream: Stream, person: Person) =>
  stream.ofType("presence").findLast((frame) => frame["userId"] === person.id)?.["status"];

describe("in a conversation", () => {
  test("whoever comes in sees who is there, and then who comes and goes", async ({ expect }) => {
    const id = await openGroup(ada, [grace, linus]);
    const graces = await listen(grace);

    const adas = await enter(ada, id);
    await eventually(() => {
      expect(statusOf(adas, grace)).toBe("online");
      expect(statusOf(adas, linus)).toBe("offline");
    });
    expect(adas.frames[0]?.type).toBe("ready");
    await graces.command("presence.set", { status: "busy" });

    await eventually(() => expect(statusOf(adas, grace)).toBe("busy"));
    graces.close();
  });

  test("they see it also after the room has slept", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const [graces, adas] = [await listen(grace), await enter(ada, id)];
    await eventually(() => expect(statusOf(adas, grace)).toBeDefined());
    await evictDurableObject(roomOf(id));

    await graces.command("presence.set", { status: "away" });
    await eventually(() => expect(statusOf(adas, grace)).toBe("away"));
    const again = await enter(ada, id);

    await eventually(() => expect(statusOf(again, grace)).toBe("away"));
    graces.close();
  });

  test("a new member is seen, and one who has left is not any more", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    const adas = await enter(ada, id);

    await put(ada, id, linus.id);
    await eventually(() => expect(statusOf(adas, linus)).toBe("offline"));
    await remove(ada, id, linus.id);
    const isSeen = await roomOf(id).showPresence(linus.id, "online");

    expect(isSeen).toBe(false);
    expect(statusOf(adas, linus)).toBe("offline");
  });

  test("nobody is shown where nobody looks", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);

    expect(await roomOf(id).showPresence(grace.id, "online")).toBe(false);
    const adas = await enter(ada, id);
    expect(await roomOf(id).showPresence(grace.id, "busy")).toBe(true);
    adas.close();
    await eventually(async () => expect(await roomOf(id).showPresence(grace.id, "away")).toBe(false));
  });

  test("a hub that could not be asked is asked by the next who comes in, and all see it", async ({ expect }) => {
    const joan = await signUp();
    const id = await openGroup(ada, [joan, linus]);
    const joans = await listen(joan);
    const watch = Reflect.get(UserHub.prototype, "watchFromRoom");
    const ask = vi.spyOn(UserHub.prototype, "watchFromRoom").mockImplementation(async function (
      this: UserHub,
      ...room
    ) {
      if (Reflect.get(this, "userId") === joan.id) throw new Error("out of reach");
      return Reflect.apply(watch, this, room);
    });
    const first = await enter(ada, id);
    await eventually(() => expect(statusOf(first, linus)).toBe("offline"));
    const before = statusOf(first, joan);
    const calls = ask.mock.calls.length;
    ask.mockRestore();

    const second = await enter(linus, id);

    await eventually(() => expect([statusOf(first, joan), statusOf(second, joan)]).toEqual(["online", "online"]));
    expect([before, calls]).toEqual([undefined, 3]);
    joans.close();
  });

  test("a hub that cannot be asked keeps nobody out", async ({ expect }) => {
    const id = await openGroup(ada, [grace]);
    vi.spyOn(UserHub.prototype, "watchFromRoom").mockRejectedValue(new Error("out of reach"));

    const adas = await enter(ada, id);

    expect(await adas.command("typing.stop")).toMatchObject({ type: "ack" });
    vi.restoreAllMocks();
  });
});
