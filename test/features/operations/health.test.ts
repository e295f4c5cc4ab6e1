import { describe, test, vi } from "vitest";
import { call } from "../../support/http.ts";
import { failingDatabase, newIsolate } from "../../support/isolate.ts";

const never = () => new Promise<never>(() => undefined);

describe("the health of the service", () => {
  test.for(["/health", "/health/live"])("is told at %s without asking anything else", async (path, { expect }) => {
    const isolate = newIsolate({ DB: failingDatabase("", "D1_ERROR: gone") });

    const response = await isolate.call("GET", path);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("is ready when database, objects and queues work", async ({ expect }) => {
    const response = await call("GET", "/health/ready");

    const ok = { status: "ok", durationMs: expect.any(Number) };
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "ok",
      time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      checks: { database: ok, durableObjects: ok, queues: ok },
    });
  });

  test.for([
    ["the database takes no write", { DB: failingDatabase('into "health_probe"', "D1_ERROR: read-only") }, "database"],
    ["the database gives no answer", { DB: failingDatabase('from "health_probe"', "D1_ERROR: gone") }, "database"],
    [
      "objects do not answer",
      {
        RATE_LIMITER: {
          getByName: () => ({
            ping: async () => {
              throw new Error("unreachable");
            },
          }),
        },
      },
      "durableObjects",
    ],
    ["a queue is not bound", { EMAIL_QUEUE: undefined }, "queues"],
  ] as const)("is not ready when %s, and does not say why", async ([, bindings, check], { expect }) => {
    const log = vi.spyOn(console, "log");
    const response = await newIsolate(bindings).call("GET", "/health/ready");

    const text = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: "failed", checks: { [check]: { status: "failed" } } });
    expect(text).not.toMatch(/D1|unreachable|bound/);
    expect(JSON.stringify(log.mock.calls)).toContain("readiness check failed");
    log.mockRestore();
  });

  test("is not ready when the database hangs, and says so in time", async ({ expect }) => {
    const statement = { bind: () => statement, run: never, all: never, raw: never };
    const hanging = newIsolate({ DB: { prepare: () => statement, batch: never } });
    const startedAt = performance.now();

    const response = await hanging.call("GET", "/health/ready");

    expect(response.status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
