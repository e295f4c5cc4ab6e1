import { afterEach, test, vi } from "vitest";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { password } from "../../support/people.ts";

afterEach(() => vi.restoreAllMocks());

/** What is logged as slow while somebody tries to sign in, which takes a hash. */
async function slowRequests(bindings: object): Promise<object[]> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const json = { email: "nobody@example.com", password };
  const headers = { "x-request-id": "the-slow-one" };
  await newIsolate(bindings).call("POST", "/api/v1/auth/login", { json, headers, from: newAddress() });
  const lines = log.mock.calls.map(([line]): { message: string } => JSON.parse(String(line)));
  return lines.filter(({ message }) => message === "slow request");
}

test("a request that takes longer than is configured is logged with its route and its id", async ({ expect }) => {
  const [line, ...others] = await slowRequests({ SLOW_REQUEST_MS: "1" });

  expect(others).toEqual([]);
  expect(line).toMatchObject({
    level: "warn",
    route: "/api/v1/auth/login",
    method: "POST",
    status: 401,
    requestId: "the-slow-one",
    durationMs: expect.any(Number),
  });
});

test("a request that is quick enough is not", async ({ expect }) => {
  expect(await slowRequests({ SLOW_REQUEST_MS: "60000" })).toEqual([]);
});
