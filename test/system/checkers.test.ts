import { describe, test } from "vitest";
import {
  faultsOfAcks,
  faultsOfHistory,
  faultsOfInbox,
  faultsOfLog,
  faultsOfNumbers,
  faultsOfOrder,
  faultsOfSessions,
  faultsOfSteps,
  faultsOfStream,
  type InboxEvent,
  type Logged,
  mergeStreams,
  type Step,
} from "../support/checkers.ts";

const event = (seq: number, clientId: string): Logged => ({ seq, senderId: "ada", clientId });
const sending = (clientId: string, seq?: number) => ({
  client: "phone",
  senderId: "ada",
  clientId,
  ...(seq !== undefined && { seq }),
});
const told = (seq: number, about: string, type = "message.created"): Step => ({ kind: "event", seq, type, about });
const ready = (after: number, seq: number): Step => ({ kind: "ready", after, seq });
const reset = (after: number, seq: number): Step => ({ kind: "reset", after, seq });
const created = (id: string, group: string | null = "conv_1"): InboxEvent => ({ type: "created", id, group });
const attempt = (sessionId: string, startedAt: number, isSuccess: boolean) => ({
  sessionId,
  what: "a message",
  startedAt,
  isSuccess,
});
const log = [event(1, "a"), event(2, "b"), event(3, "c")];

test("a sound history has no faults", ({ expect }) => {
  const sendings = [sending("a", 1), sending("b"), sending("c", 3), sending("never stored")];

  expect([
    ...faultsOfLog(log),
    ...faultsOfAcks(sendings, log),
    ...faultsOfOrder(sendings, log),
    ...faultsOfStream(log.slice(1), log, 1),
  ]).toEqual([]);
});

test("each fault is found", ({ expect }) => {
  expect(faultsOfLog([event(1, "a"), event(3, "b")])).toHaveLength(1);
  expect(faultsOfLog([event(1, "a"), event(2, "a")])).toHaveLength(1);
  expect(faultsOfAcks([sending("a", 2)], [event(1, "a")])).toHaveLength(1);
  expect(faultsOfAcks([sending("lost", 4)], [])).toHaveLength(1);
  expect(faultsOfAcks([], [event(1, "invented")])).toHaveLength(1);
  expect(faultsOfOrder([sending("b"), sending("a")], log)).toHaveLength(1);
  expect(faultsOfStream(log.slice(0, 2), log, 0)).toHaveLength(2);
  expect(faultsOfStream([event(2, "b"), event(1, "a"), event(3, "c")], log, 0)).toHaveLength(1);
});

describe("a stream with all that happens in it", () => {
  const whole = [ready(0, 0), told(1, "ada/a"), told(2, "m1", "reaction.changed"), told(3, "ada/b")];

  test("is one to all who saw it, also to who was cut off", ({ expect }) => {
    const interrupted = [ready(0, 1), told(1, "ada/a"), ready(1, 3), ...whole.slice(2)];
    const merged = mergeStreams([whole, interrupted]);

    expect(merged.faults).toEqual([]);
    expect(faultsOfNumbers(merged.log, 0, 3)).toEqual([]);
    expect([...faultsOfSteps(whole, 0), ...faultsOfSteps(interrupted, 0)]).toEqual([]);
    expect(faultsOfSteps([ready(0, 1_001), reset(0, 1_001), told(1_002, "ada/c")], 0)).toEqual([]);
    expect(faultsOfHistory([event(1, "a"), event(3, "b")], merged.log)).toEqual([]);
  });

  test("has each of its faults found", ({ expect }) => {
    const { log: merged } = mergeStreams([whole]);

    expect(mergeStreams([whole, [told(2, "ada/x")]]).faults).toHaveLength(1);
    expect(faultsOfNumbers(mergeStreams([[told(1, "ada/a"), told(3, "ada/b")]]).log, 0, 3)).toHaveLength(1);
    expect(faultsOfNumbers(merged, 0, 2)).toHaveLength(1);
    expect(faultsOfSteps([told(1, "a"), told(3, "b")], 0)).toHaveLength(1);
    expect(faultsOfSteps([told(1, "a"), told(1, "a")], 0)).toHaveLength(1);
    expect(faultsOfSteps([told(1, "a"), ready(1, 0)], 0)).toHaveLength(1);
    expect(faultsOfSteps([ready(0, 1_000), reset(0, 1_000)], 0)).toHaveLength(1);
    expect(faultsOfHistory([event(1, "a")], merged)).toHaveLength(1);
    expect(faultsOfHistory([event(1, "a"), event(2, "b")], merged)).toHaveLength(1);
    expect(faultsOfHistory([event(1, "a"), event(3, "b"), event(4, "b")], merged)).toHaveLength(3);
  });
});

describe("an inbox", () => {
  test("is sound when each group has one unread notification at a time", ({ expect }) => {
    const events: InboxEvent[] = [
      created("a"),
      { type: "updated", id: "a", group: "conv_1" },
      created("b", "conv_2"),
      created("c", null),
      created("d", null),
      { type: "read", id: "a" },
      created("e"),
      { type: "all_read" },
      created("f"),
      created("g", "conv_2"),
      { type: "deleted", id: "g" },
    ];

    expect(faultsOfInbox(events, ["f"])).toEqual([]);
  });

  test("has each of its faults found", ({ expect }) => {
    expect(faultsOfInbox([created("a"), created("b")], ["a", "b"])).toHaveLength(1);
    expect(faultsOfInbox([{ type: "updated", id: "a", group: null }], [])).toHaveLength(1);
    expect(faultsOfInbox([{ type: "read", id: "a" }], [])).toHaveLength(1);
    expect(faultsOfInbox([created("a")], [])).toHaveLength(1);
    expect(faultsOfInbox([], ["a"])).toHaveLength(1);
  });
});

test("what succeeds under a session that is over is found, and nothing else", ({ expect }) => {
  const attempts = [attempt("s1", 9, true), attempt("s1", 11, false), attempt("s2", 11, true), attempt("s1", 12, true)];

  expect(faultsOfSessions(attempts, new Map([["s1", 10]]))).toEqual(["a message succeeded 2 ms after the end of s1"]);
});
