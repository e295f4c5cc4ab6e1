import { env } from "cloudflare:workers";
import { beforeEach, describe, test } from "vitest";
import { createDeps } from "../../../src/deps.ts";
import { handOver } from "../../../src/platform/delivery/hand-over.ts";
import { type FailureKind, type Provider, ProviderError } from "../../../src/platform/delivery/provider.ts";
import type { DeliveryOutcome } from "../../../src/platform/delivery/report.ts";
import { GiveUp } from "../../../src/platform/queue/give-up.ts";
import { TryLater } from "../../../src/platform/queue/try-later.ts";
import { forgetDelivery } from "../../support/delivery.ts";

beforeEach(forgetDelivery);

const address = "ada@example.com";
const report = { userId: "user_1", notificationId: "ntf_1", channel: "email" as const };

/** What is reported of a sending through providers that fail in these ways, or not at all. */
async function reportsOf(
  kinds: (FailureKind | null)[],
  { isLast = false, fails = false }: { isLast?: boolean; fails?: boolean } = {},
) {
  const told: Omit<DeliveryOutcome, "at">[] = [];
  const reportDelivery = async (_: unknown, { at: _at, ...outcome }: DeliveryOutcome) => {
    told.push(outcome);
    if (fails) throw new Error("the hub does not answer");
  };
  const deps = Object.assign(createDeps(env, { requestId: "req_test" }), { reportDelivery });
  const providers = kinds.map((kind, at): Provider<string> => {
    const send = async () => {
      if (kind) throw new ProviderError(kind, `no to ${address}`);
    };
    return { name: `provider${at}`, send };
  });
  const more = {
    channel: "email" as const,
    isEssential: false,
    report,
    jobId: "job_1",
    run: { isLast, extendLease: async () => true },
  };
  const thrown = await handOver(deps, { ...more, providers, message: "m", address }).then(
    () => null,
    (error: unknown) => error,
  );
  return { told, thrown };
}

describe("what came of a sending is reported", () => {
  test("when it was taken, with who took it", async ({ expect }) => {
    const { told, thrown } = await reportsOf(["rejected", null]);

    expect(told).toEqual([{ status: "sent", provider: "provider1", reason: null }]);
    expect(thrown).toBeNull();
  });

  test("when it is tried again, and when it was tried for the last time", async ({ expect }) => {
    const first = await reportsOf(["rejected", "outage"]);
    const last = await reportsOf(["busy"], { isLast: true });

    expect(first.told).toEqual([
      { status: "delayed", provider: null, reason: "provider0: no to …; provider1: no to …" },
    ]);
    expect(last.told).toMatchObject([{ status: "failed" }]);
    expect([first.thrown, last.thrown].every((error) => error instanceof TryLater)).toBe(true);
  });

  test("when nobody will ever take it, or there is nobody", async ({ expect }) => {
    const refused = await reportsOf(["rejected", "rejected"]);
    const alone = await reportsOf([]);

    expect([refused.told, alone.told]).toMatchObject([[{ status: "failed" }], [{ status: "failed" }]]);
    expect([refused.thrown, alone.thrown].every((error) => error instanceof GiveUp)).toBe(true);
  });

  test("when the address is bad, and each time that nothing is sent there", async ({ expect }) => {
    const first = await reportsOf(["bad_address", null]);
    const second = await reportsOf([null]);

    expect(first.told).toEqual([{ status: "suppressed", provider: "provider0", reason: "provider0: no to …" }]);
    expect(first.thrown).toBeInstanceOf(GiveUp);
    expect(second.told).toEqual([{ status: "suppressed", provider: null, reason: "the address is suppressed" }]);
  });

  test("and where that fails, what was sent is not sent again", async ({ expect }) => {
    const { told, thrown } = await reportsOf([null], { fails: true });

    expect(told).toHaveLength(1);
    expect(thrown).toBeNull();
  });
});
