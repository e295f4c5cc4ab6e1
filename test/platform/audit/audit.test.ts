import { describe, test, vi } from "vitest";
import { newAddress } from "../../support/http.ts";
import { failingDatabase } from "../../support/isolate.ts";
import { auditDeps, auditedApp, rowsOf } from "./audit-log.ts";

const app = auditedApp(auditDeps());
const knock = async (method: string, path: string, from: string, headers: Record<string, string> = {}) =>
  app.request(path, { method, headers: { "cf-connecting-ip": from, ...headers } });

describe("the audit log", () => {
  test("holds who did what, when, from where and with what result", async ({ expect }) => {
    const from = newAddress();
    const before = Date.now();

    await knock("POST", "/acts/1", from, {
      "x-actor": "user_actor",
      "x-note": "a note",
      "user-agent": "Tester/1.0",
      "x-request-id": "mine-1",
      "cf-ipcountry": "KW",
      "cf-ipcity": "Kuwait City",
    });

    const [row, ...more] = await rowsOf("ip", from);
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      id: expect.stringMatching(/^aud_/),
      action: "test.act",
      result: "ok",
      actor_id: "user_actor",
      user_id: "user_actor",
      ip: from,
      country: "KW",
      city: "Kuwait City",
      user_agent: "Tester/1.0",
      request_id: "mine-1",
      details: '{"note":"a note"}',
      mac: expect.stringMatching(/^dev-test\./),
      seq: null,
    });
    expect(Number(row?.["at"])).toBeGreaterThanOrEqual(before);
  });

  test("holds the problem of what failed, and whom it concerns", async ({ expect }) => {
    const from = newAddress();

    await knock("POST", "/refused/INVALID_CREDENTIALS", from);
    await knock("POST", "/acts/1?unknown=1", from);
    await knock("GET", "/broken", from);

    const rows = await rowsOf("ip", from);
    // What did not fit was nobody's act.
    expect(rows.map(({ action, result, user_id: userId }) => [action, result, userId])).toEqual([
      ["test.refuse", "INVALID_CREDENTIALS", "user_concerned"],
      ["test.break", "INTERNAL", null],
    ]);
  });

  test.for(["FORBIDDEN", "STEP_UP_REQUIRED", "ORIGIN_FORBIDDEN", "SESSION_EXPIRED"])(
    "holds every refusal that is a %s, whatever the endpoint",
    async (code, { expect }) => {
      const from = newAddress();

      await knock("GET", `/guarded/${code}`, from, { "x-actor": "user_intruder" });

      expect(await rowsOf("ip", from)).toMatchObject([
        {
          action: "request.refused",
          result: code,
          actor_id: "user_intruder",
          details: '{"method":"GET","path":"/guarded/:code"}',
        },
      ]);
    },
  );

  test.for(["UNAUTHENTICATED", "RATE_LIMITED", "NOT_FOUND", "INTERNAL"])(
    "holds no %s of an endpoint without a name there",
    async (code, { expect }) => {
      const from = newAddress();

      await knock("GET", `/guarded/${code}`, from);
      await knock("GET", "/plain", from);
      await knock("GET", "/nowhere", from);

      expect(await rowsOf("ip", from)).toEqual([]);
    },
  );

  test("is not filled by one refusal over and over", async ({ expect }) => {
    const from = newAddress();

    await Promise.all(Array.from({ length: 50 }, () => knock("GET", "/guarded/FORBIDDEN", from)));
    await knock("GET", "/guarded/SESSION_EXPIRED", from);

    expect((await rowsOf("ip", from)).map(({ result }) => result)).toEqual(["FORBIDDEN", "SESSION_EXPIRED"]);
  });

  test.for([
    ["a line end", "one\r\ntwo", "one\uFFFD\uFFFDtwo"],
    ["an escape sequence", "\u001b[31mred\u0007", "\uFFFD[31mred\uFFFD"],
    ["text that runs backwards", "gpj.\u202Eexe", "gpj.\uFFFDexe"],
    ["half a character", "a\uD800b", "a\uFFFDb"],
    ["a novel", "x".repeat(5_000), "x".repeat(256)],
  ] as const)("makes %s harmless", async ([, given, kept], { expect }) => {
    const from = newAddress();
    const deps = auditDeps();
    const noted = auditedApp(deps);
    noted.post("/noted", async (c) => {
      c.set("auditAction", "test.note");
      c.set("auditNote", { details: { [given]: given } });
      return c.text("ok");
    });

    await noted.request("/noted", { method: "POST", headers: { "cf-connecting-ip": from } });

    const [row] = await rowsOf("ip", from);
    expect(JSON.parse(String(row?.["details"]))).toEqual({ [kept]: kept });
  });

  test("cuts a user agent off", async ({ expect }) => {
    const from = newAddress();

    await knock("POST", "/acts/1", from, { "user-agent": "x".repeat(2_000) });

    const [row] = await rowsOf("ip", from);
    expect(String(row?.["user_agent"])).toHaveLength(256);
  });

  test("keeps nobody from acting when it cannot be written, and is in the other log then", async ({ expect }) => {
    const from = newAddress();
    const broken = auditedApp(auditDeps({}, failingDatabase("audit_entries", "D1_ERROR: disk full")));
    const log = vi.spyOn(console, "log");

    const response = await broken.request("/acts/1", {
      method: "POST",
      headers: { "cf-connecting-ip": from, "x-actor": "user_actor" },
    });

    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes("audit entry"));
    log.mockRestore();
    expect(response.status).toBe(200);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "error", entry: { action: "test.act", actorId: "user_actor", ip: from } },
    ]);
  });
});
