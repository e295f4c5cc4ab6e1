import { env } from "cloudflare:workers";
import { beforeEach, describe, test, vi } from "vitest";
import { z } from "zod";
import { defineEvent } from "../../../src/platform/events/event.ts";
import { happen, silentDeps } from "../../support/lanes.ts";
import { signUpAs } from "../../support/roles.ts";

const seen = defineEvent(
  "test.seen",
  z.object({ userId: z.string(), ip: z.string().nullable(), more: z.array(z.object({ email: z.string() })) }),
);

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM events").run();
  vi.restoreAllMocks();
});

describe("an event that operators look at", () => {
  test("shows who it is about, and none of their addresses", async ({ expect }) => {
    const operator = await signUpAs("operator");
    const [id = ""] = await happen(silentDeps().deps, seen, [
      { userId: "usr_1", ip: "203.0.113.7", more: [{ email: "ann@example.com" }] },
      { userId: "usr_1", ip: null, more: [] },
    ]);

    const { payload } = await (await operator.call("GET", `/api/v1/admin/events/${id}`)).json<{ payload: unknown }>();

    expect(payload).toEqual({ userId: "usr_1", ip: "…", more: [{ email: "…" }] });
  });
});
