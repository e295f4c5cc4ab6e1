import * as fc from "fast-check";
import { describe, test } from "vitest";
import type { z } from "zod";
import { ConversationCommand } from "../../../src/features/chat/contract.ts";
import { NotificationCommand } from "../../../src/features/notifications/contract.ts";
import { directConversation, enter, listen } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { signUp } from "../../support/people.ts";
import type { Frame, Stream } from "../../support/stream.ts";

const id = fc.string({ minLength: 1, maxLength: 64, unit: "grapheme" }).filter((text) => text.length <= 64);
const messageId = fc.constant("msg_01j00000000000000000000000");
const seq = fc.nat();

const conversationCommand = fc.oneof(
  fc.record({
    id,
    type: fc.constant("message.send"),
    clientId: id,
    content: fc.string({ minLength: 1, unit: "binary" }),
  }),
  fc.record({ id, type: fc.constant("message.send"), clientId: id, content: id, replyTo: messageId }),
  fc.record({ id, type: fc.constant("message.edit"), messageId, content: fc.string({ minLength: 1, unit: "binary" }) }),
  fc.record({ id, type: fc.constant("message.delete"), messageId }),
  fc.record({
    id,
    type: fc.constantFrom("reaction.add", "reaction.remove"),
    messageId,
    emoji: fc.constantFrom("👍", "👩‍👩‍👧", "🇰🇼"),
  }),
  fc.record({ id, type: fc.constant("read"), seq }),
  fc.record({ id, type: fc.constantFrom("typing.start", "typing.stop") }),
  fc.record({ type: fc.constant("received"), seq }),
);

const notificationCommand = fc.oneof(
  fc.record({
    id,
    type: fc.constant("notification.read"),
    notificationId: fc.constant("ntf_01j00000000000000000000000"),
  }),
  fc.record({ id, type: fc.constant("notification.read_all") }),
  fc.record({ id, type: fc.constant("presence.set"), status: fc.constantFrom("online", "away", "busy", "offline") }),
  fc.record({
    id,
    type: fc.constant("presence.watch"),
    userIds: fc.array(fc.constant("user_01j00000000000000000000000")),
  }),
  fc.record({ type: fc.constant("received"), seq }),
);

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom("", "x".repeat(65), "x".repeat(20_000), -1, 1.5, 1e308, [], {}, null, "\u0000", "\ud800", true),
);

const keyOf = (value: object, at: number) => Object.keys(value)[at % Object.keys(value).length] ?? "type";

/** Frames out of commands that fit: as they are, with one thing wrong, or not like them at all. */
function frameArbitrary(command: fc.Arbitrary<object>): fc.Arbitrary<string> {
  const pick = fc.nat();
  const valid = command.map((value) => JSON.stringify(value));
  const frame = fc.oneof(
    valid,
    fc.tuple(command, pick, junk).map(([value, at, wrong]) => JSON.stringify({ ...value, [keyOf(value, at)]: wrong })),
    fc.tuple(command, pick).map(([value, at]) => JSON.stringify({ ...value, [keyOf(value, at)]: undefined })),
    fc.tuple(command, fc.string(), junk).map(([value, key, extra]) => JSON.stringify({ ...value, [key]: extra })),
    command.map((value) => JSON.stringify(value).replace("{", '{"__proto__":{"type":"read"},"constructor":1,')),
    fc.tuple(valid, pick).map(([text, at]) => text.slice(0, at % text.length)),
    fc.tuple(valid, pick, fc.string({ maxLength: 3 })).map(([text, at, extra]) => {
      const cut = at % text.length;
      return text.slice(0, cut) + extra + text.slice(cut);
    }),
    fc.json(),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ maxLength: 200 }),
    fc.array(valid, { maxLength: 5 }).map((lines) => lines.join("\n")),
  );
  // Half a character has no UTF-8, so no client can send it as it is.
  return frame.filter((text) => text !== "ping" && text.length < 30_000 && text.isWellFormed());
}

/** What a line should be answered under, or nothing where no answer is due. */
function answerTo(line: string): string | null | undefined {
  const value = parse(line);
  if (value === undefined) return null;
  if (isReceived(value)) return undefined;
  return "id" in value && typeof value.id === "string" && value.id !== "" && value.id.length <= 64 ? value.id : null;
}

const isReceived = (value: object) =>
  "type" in value && value.type === "received" && NotificationCommand.safeParse(value).success;

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const answersOf = (stream: Stream) => stream.frames.filter(({ type }) => type === "ack" || type === "error");
const codes = new Set(["MALFORMED_JSON", "VALIDATION_FAILED", "NOT_FOUND"]);
const isTyped = (frame: Frame) =>
  frame.type === "ack" || (codes.has(String(frame["code"])) && typeof frame["message"] === "string");

/** Half a character in a report would break the connection that it is reported over. */
const inAscii = <T>(outcome: fc.RunDetails<T>) =>
  JSON.stringify([outcome.seed, outcome.counterexample, String(outcome.errorInstance)]).replaceAll(
    /[^ -~]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

type Door = {
  name: string;
  command: fc.Arbitrary<object>;
  schema: z.ZodType;
  /** A command that is always in order. */
  harmless: object;
  door: () => Promise<() => Promise<Stream>>;
};

const doors: Door[] = [
  {
    name: "a conversation's stream",
    command: conversationCommand,
    schema: ConversationCommand,
    harmless: { type: "typing.stop" },
    door: async () => {
      const { ada, id: conversationId } = await directConversation();
      return () => enter(ada, conversationId);
    },
  },
  {
    name: "a user's stream",
    command: notificationCommand,
    schema: NotificationCommand,
    harmless: { type: "notification.read_all" },
    door: async () => {
      const ada = await signUp();
      return () => listen(ada);
    },
  },
];

describe.for(doors)("$name", ({ command, schema, harmless, door }) => {
  test(
    "answers a thousand hostile frames line by line with typed answers, and lives on",
    { timeout: 60_000 },
    async ({ expect }) => {
      const open = await door();

      const outcome = await fc.check(
        fc.asyncProperty(fc.array(frameArbitrary(command), { minLength: 40, maxLength: 40 }), async (frames) => {
          const stream = await open();
          const expected: (string | null)[] = [];

          for (const [at, frame] of frames.entries()) {
            stream.send(frame);
            const lines = frame.split("\n").filter((line) => line.trim() !== "");
            expected.push(...lines.map(answerTo).filter((answer) => answer !== undefined));
            // Not ten in a row may be wrong.
            stream.send(JSON.stringify({ id: `good-${at}`, ...harmless }));
            expected.push(`good-${at}`);
          }

          await eventually(() => expect(answersOf(stream)).toHaveLength(expected.length));
          const ids = answersOf(stream).map((frame) => frame["id"] as string | null);
          expect(ids.map(String).toSorted()).toEqual(expected.map(String).toSorted());
          expect(answersOf(stream).filter((frame) => !isTyped(frame))).toEqual([]);
          expect(stream.closed).toBeNull();
          stream.close();
        }),
        { numRuns: 25, endOnFailure: true },
      );

      expect(outcome.failed, inAscii(outcome)).toBe(false);
    },
  );

  test("takes every command that fits its schema", async ({ expect }) => {
    const open = await door();
    const fitting = fc.sample(command, 200).filter((value) => schema.safeParse(value).success);
    const stream = await open();

    for (const value of fitting) stream.send(JSON.stringify(value));

    const due = fitting.filter((value) => "id" in value).length;
    await eventually(() => expect(answersOf(stream)).toHaveLength(due));
    const refusals = new Set([
      "There is no such notification.",
      "There is no such message.",
      "replyTo is no message of this conversation.",
    ]);
    expect(stream.ofType("error").filter(({ message }) => !refusals.has(String(message)))).toEqual([]);
    expect(fitting.length).toBeGreaterThan(100);
  });
});
