import { test } from "vitest";
import { faultsOfAcks, faultsOfLog, faultsOfOrder, faultsOfStream, type Logged } from "../support/checkers.ts";

const event = (seq: number, clientId: string): Logged => ({ seq, senderId: "ada", clientId });
const sending = (clientId: string, seq?: number) => ({
  client: "phone",
  senderId: "ada",
  clientId,
  ...(seq !== undefined && { seq }),
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
