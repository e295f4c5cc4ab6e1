import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { parseConfig } from "../../../src/platform/config/config.ts";
import { created, directConversation, enter, history, hubOf, listen, roomOf, sendLine } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { signUp } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

type Door = { name: string; open: () => Promise<{ stream: Stream; evict: () => Promise<void> }> };

/** Every stream speaks the same way: these hold for each of them. */
const doors: Door[] = [
  {
    name: "a conversation's stream",
    open: async () => {
      const { ada, id } = await directConversation();
      return { stream: await enter(ada, id), evict: () => evictDurableObject(roomOf(id)) };
    },
  },
  {
    name: "a user's stream",
    open: async () => {
      const ada = await signUp();
      return { stream: await listen(ada), evict: () => evictDurableObject(hubOf(ada)) };
    },
  },
];

const valid = { id: "ok", type: "notification.read", notificationId: "ntf_01j00000000000000000000000" };
const answers = (stream: Stream) => stream.frames.filter(({ type }) => type === "ack" || type === "error");
const times = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

const padded = (length: number, filler: string) => `{"id":"1","pad":"${filler.repeat(length)}"}`;
const typing = (at: number) => `{"id":"${at}","type":"typing.stop"}`;

afterEach(() => {
  vi.useRealTimers();
});

describe.for(doors)("$name", ({ open }) => {
  test.for([
    ["no JSON", "{nonsense", "MALFORMED_JSON", null],
    ["half an object", '{"id":"1","type":', "MALFORMED_JSON", null],
    ["an array", "[1]", "MALFORMED_JSON", null],
    ["a number", "7", "MALFORMED_JSON", null],
    ["null", "null", "MALFORMED_JSON", null],
    ["an empty object", "{}", "VALIDATION_FAILED", null],
    ["no id", '{"type":"typing.start"}', "VALIDATION_FAILED", null],
    ["no type", '{"id":"1"}', "VALIDATION_FAILED", "1"],
    ["an unknown type", '{"id":"2","type":"message.burn"}', "VALIDATION_FAILED", "2"],
    ["a type that is no text", '{"id":"3","type":{"a":1}}', "VALIDATION_FAILED", "3"],
    ["an unknown key", '{"id":"4","type":"notification.read_all","all":true}', "VALIDATION_FAILED", "4"],
    ["__proto__", '{"id":"5","type":"typing.start","__proto__":{"a":1}}', "VALIDATION_FAILED", "5"],
    ["an id that is a number", '{"id":6,"type":"typing.start"}', "VALIDATION_FAILED", null],
    ["an empty id", '{"id":"","type":"typing.start"}', "VALIDATION_FAILED", null],
    ["an id of 65 characters", `{"id":"${"x".repeat(65)}","type":"typing.start"}`, "VALIDATION_FAILED", null],
    ["a Pong", "pong", "MALFORMED_JSON", null],
    ["deep nesting", `{"id":"7","type":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}`, "VALIDATION_FAILED", "7"],
  ] as const)("answers %s with one error and stays open", async ([, text, code, id], { expect }) => {
    const { stream } = await open();

    stream.send(text);
    stream.send(JSON.stringify({ ...valid, extra: true }));

    await eventually(() => expect(answers(stream)).toHaveLength(2));
    expect(answers(stream)[0]).toEqual({ type: "error", id, code, message: expect.any(String) });
    expect(answers(stream)[1]).toMatchObject({ id: "ok" });
    expect(stream.closed).toBeNull();
  });

  test("answers a binary frame with one error and stays open", async ({ expect }) => {
    const { stream } = await open();

    stream.send(new Uint8Array(new TextEncoder().encode(JSON.stringify(valid))).buffer);

    await eventually(() =>
      expect(answers(stream)).toMatchObject([{ type: "error", id: null, code: "MALFORMED_JSON" }]),
    );
    expect(stream.closed).toBeNull();
  });

  test("takes many lines in a frame, and blank ones for nothing", async ({ expect }) => {
    const { stream } = await open();

    stream.send(`\n\n{"id":"1"}\n   \r\n{"id":"2"}\r\n\t\n{"id":"3"}\n`);
    stream.send("\n \n");
    stream.send("");

    await eventually(() => expect(answers(stream).map((frame) => frame["id"])).toEqual(["1", "2", "3"]));
    expect(stream.closed).toBeNull();
  });

  test("closes with 4400 after ten in a row that were no commands", async ({ expect }) => {
    const { stream } = await open();

    stream.send(
      times(9)
        .map(() => "nonsense")
        .join("\n"),
    );
    stream.send(new ArrayBuffer(3));

    expect(await stream.waitForClose()).toMatchObject({ code: 4400 });
    expect(answers(stream)).toHaveLength(10);
  });

  test("closes with 4400 also when they come in one frame, and answers nothing after it", async ({ expect }) => {
    const { stream } = await open();

    stream.send(
      times(500)
        .map(() => "{}")
        .join("\n"),
    );

    expect(await stream.waitForClose()).toMatchObject({ code: 4400 });
    expect(answers(stream)).toHaveLength(10);
  });

  test("answers ping with pong", async ({ expect }) => {
    const { stream } = await open();

    stream.send("ping");

    await eventually(() => expect(stream.texts).toContain("pong"));
    expect(answers(stream)).toEqual([]);
  });

  test("closes with 1009 past 64 KiB, counted in bytes", async ({ expect }) => {
    const [longest, longer, wide] = await Promise.all([open(), open(), open()]);
    longest.stream.send(padded(65_536 - padded(0, "").length, "x"));
    longer.stream.send(padded(65_537 - padded(0, "").length, "x"));
    wide.stream.send(padded(25_000, "世"));

    expect(await longer.stream.waitForClose()).toMatchObject({ code: 1009 });
    expect(await wide.stream.waitForClose()).toMatchObject({ code: 1009 });
    await eventually(() => expect(answers(longest.stream)).toMatchObject([{ code: "VALIDATION_FAILED", id: "1" }]));
    expect(longest.stream.closed).toBeNull();
  });

  test("closes with 1009 past 64 KiB of bytes that are no text", async ({ expect }) => {
    const { stream } = await open();

    stream.send(new ArrayBuffer(65_537));

    expect(await stream.waitForClose()).toMatchObject({ code: 1009 });
  });

  test.for([1000, 3000, 4321])("answers the close handshake with its code, %i", async (code, { expect }) => {
    const { stream, evict } = await open();
    await evict();

    stream.close(code);

    expect(await stream.waitForClose()).toMatchObject({ code });
  });

  test("behaves so also after an eviction", async ({ expect }) => {
    const { stream, evict } = await open();
    await evict();

    stream.send("nonsense");
    await eventually(() => expect(answers(stream)).toHaveLength(1));
    await evict();
    stream.send("ping");

    await eventually(() => expect(stream.texts).toContain("pong"));
  });
});

describe("a valid command", () => {
  test("in between starts the count of invalid ones anew", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const stream = await enter(ada, id);

    for (const _ of times(5)) {
      stream.send(
        times(9)
          .map(() => "nonsense")
          .join("\n"),
      );
      await stream.command("typing.stop");
    }

    expect(stream.closed).toBeNull();
    expect(stream.ofType("error")).toHaveLength(45);
  });

  test("that fails is one too", async ({ expect }) => {
    const ada = await signUp();
    const stream = await listen(ada);

    for (const _ of times(12)) stream.send(JSON.stringify(valid));
    const last = await stream.command("notification.read_all");

    expect(last.type).toBe("ack");
    expect(stream.ofType("error")).toHaveLength(12);
    expect(stream.ofType("error")[0]).toMatchObject({ id: "ok", code: "NOT_FOUND" });
  });

  test("among invalid lines of a frame is obeyed, in its place", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    adas.send(["nonsense", sendLine("a"), "{}", sendLine("b"), '{"id":"x"}'].join("\n"));

    await eventually(() => expect(created(graces).map(({ clientId }) => clientId)).toEqual(["a", "b"]));
    await eventually(() => expect(answers(adas)).toHaveLength(5));
  });

  test("`received` has no answer", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const [room, hub] = await Promise.all([enter(ada, id), listen(ada)]);

    for (const stream of [room, hub]) {
      stream.send('{"type":"received","seq":0}');
      stream.send('{"type":"received","seq":-1}');
    }

    for (const stream of [room, hub]) {
      await eventually(() =>
        expect(answers(stream)).toMatchObject([{ type: "error", id: null, code: "VALIDATION_FAILED" }]),
      );
    }
  });
});

/** Sends so many commands at once, in as many frames as they need. */
function rush(stream: Stream, count: number): void {
  const lines = times(count).map(typing);
  for (let from = 0; from < count; from += 1_000) stream.send(lines.slice(from, from + 1_000).join("\n"));
}

describe("a socket that is too fast", () => {
  const limit = parseConfig(env).LIMIT_COMMANDS;
  /** Long enough for the whole limit to be free again, too short for an excess to be forgotten. */
  const passAlmostTwoSpans = () => vi.setSystemTime(Date.now() + 2 * limit.windowSeconds * 1000 - 1);

  test("has each command past the limit refused, and is closed with 4429 the third time", async ({ expect }) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    for (const round of [1, 2]) {
      rush(adas, limit.count + 10);
      await eventually(() => expect(answers(adas)).toHaveLength((limit.count + 10) * round));
      expect(adas.closed).toBeNull();
      passAlmostTwoSpans();
    }
    rush(adas, limit.count + 10);

    expect(await adas.waitForClose()).toMatchObject({ code: 4429 });
    expect(adas.ofType("error")[0]).toMatchObject({ id: String(limit.count + 1), code: "RATE_LIMITED" });
    expect(adas.ofType("error").length).toBeLessThanOrEqual(20);
    expect((await graces.command("typing.stop")).type).toBe("ack");
  });

  test("is forgiven after a span in which it kept to the limit", async ({ expect }) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);

    for (const round of times(6)) {
      const count = round % 2 === 0 ? 10 : limit.count + 10;
      rush(adas, count);
      await eventually(() => expect(answers(adas).at(-1)).toMatchObject({ id: String(count) }));
      passAlmostTwoSpans();
    }

    expect(adas.closed).toBeNull();
    expect(adas.ofType("error")).toHaveLength(30);
  });

  test("is closed at once when it sends three times as much as it may", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const [adas, graces] = await Promise.all([enter(ada, id), enter(grace, id)]);

    rush(adas, 3 * limit.count + 10);

    expect(await adas.waitForClose()).toMatchObject({ code: 4429 });
    expect(adas.ofType("error").every((frame) => frame["code"] === "RATE_LIMITED")).toBe(true);
    expect((await graces.command("typing.stop")).type).toBe("ack");
  });

  test("cannot hide behind blank frames", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);

    for (const _ of times(3 * limit.count + 10)) adas.send("\n");

    expect(await adas.waitForClose()).toMatchObject({ code: 4429 });
  });

  test("has said nothing with what was refused", async ({ expect }) => {
    const { ada, id } = await directConversation();
    const adas = await enter(ada, id);

    rush(adas, limit.count);
    adas.send(sendLine("late"));

    await eventually(() => expect(adas.ofType("error")).toMatchObject([{ id: "late", code: "RATE_LIMITED" }]));
    expect(await history(ada, id)).toEqual([]);
  });
});
