import { afterEach, beforeEach, describe, test, vi } from "vitest";
import { handOver } from "../../../src/platform/delivery/hand-over.ts";
import { type Provider, ProviderError } from "../../../src/platform/delivery/provider.ts";
import { forgetDelivery } from "../../support/delivery.ts";
import { eventually } from "../../support/eventually.ts";
import { silentDeps } from "../../support/lanes.ts";

beforeEach(forgetDelivery);
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A provider that notes that it was asked, and fails where it is told to. */
function provider(name: string, asked: string[], kind?: "outage"): Provider<string> {
  return {
    name,
    send: async () => {
      asked.push(name);
      if (kind) throw new ProviderError(kind, "it does not work");
    },
  };
}

const report = { userId: "usr_1", notificationId: "ntf_1", channel: "email" as const };
const sending = { channel: "email" as const, message: "words", address: "ann@example.com", isEssential: false };

describe("a message on its way", () => {
  test("goes to no further provider once its job is somebody else's", async ({ expect }) => {
    const { deps } = silentDeps();
    const asked: string[] = [];
    const leases = [true, false];
    const run = { isLast: false, extendLease: async () => leases.shift() ?? false };
    const providers = [provider("first", asked, "outage"), provider("second", asked)];

    await expect(handOver(deps, { ...sending, providers, report: undefined, jobId: "job_1", run })).rejects.toThrow(
      "somebody else",
    );

    expect(asked).toEqual(["first"]);
  });

  test("is sent although nobody can be told of it, and waits for that no longer than ten seconds", async ({
    expect,
  }) => {
    vi.spyOn(console, "log").mockReturnValue();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { deps } = silentDeps();
    const asked: string[] = [];
    const told = vi.fn<() => Promise<void>>(() => new Promise(() => undefined));
    Object.assign(deps, { reportDelivery: told });
    const run = { isLast: false, extendLease: async () => true };

    const handing = handOver(deps, { ...sending, providers: [provider("first", asked)], report, jobId: "job_1", run });
    await eventually(() => expect(told).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(10_000);
    await handing;

    expect(asked).toEqual(["first"]);
  });
});
