import { afterEach, test, vi } from "vitest";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { codeIn, mailTo, newName, tokenIn } from "../../support/people.ts";

afterEach(() => vi.restoreAllMocks());

test("every line is one JSON object, and those of a request bear its id", async ({ expect }) => {
  const log = vi.spyOn(console, "log");
  const isolate = newIsolate({ LOG_LEVEL: "debug" });

  await isolate.call("GET", "/health", { headers: { "x-request-id": "quiet-1" } });
  await isolate.call("POST", "/api/v1/auth/login", {
    headers: { "x-request-id": "loud-1" },
    json: { email: "nobody@example.com", password: "wrong\n{forged}" },
    from: newAddress(),
  });

  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  expect(log.mock.calls.every(([line]) => !String(line).includes("\n"))).toBe(true);
  expect(lines).toContainEqual({
    level: "debug",
    time: expect.stringMatching(/Z$/),
    message: "request",
    requestId: "quiet-1",
    method: "GET",
    path: "/health",
    status: 200,
    durationMs: expect.any(Number),
  });
  expect(lines).toContainEqual(
    expect.objectContaining({ level: "info", requestId: "loud-1", path: "/api/v1/auth/login", status: 401 }),
  );
});

test("a path cannot forge a line", async ({ expect }) => {
  const log = vi.spyOn(console, "log");

  await newIsolate().call("GET", '/api/v1/x%0a%7b%22level%22:%22info%22%7d"}');

  const lines = log.mock.calls.map(([line]) => String(line));
  expect(lines.some((line) => line.includes("\n"))).toBe(false);
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
});

test("no line holds a password, a token, a code or a mail, whatever happens in a life", async ({ expect }) => {
  const log = vi.spyOn(console, "log");
  const isolate = newIsolate({ LOG_LEVEL: "debug" });
  const username = newName();
  const email = `${username}@example.com`;
  const secrets = ["a canary of a passphrase", "the second canary of one", "the third canary of one"];
  const [first = "", second = "", third = ""] = secrets;
  const post = (path: string, json: object, token?: string) =>
    isolate.call("POST", `/api/v1/auth/${path}`, { json, from: newAddress(), ...(token && { token }) });

  await post("register", { email, username, password: first });
  const mail = await mailTo(email, "verification");
  await post("verify-email", { email, code: "000000" });
  await post("verify-email", { token: tokenIn(mail) });
  const login = await post("login", { email, password: first, tokenTransport: "body" });
  const tokens = await login.json<{ accessToken: string; refreshToken: string; deviceToken: string }>();
  await post("login", { email, password: second });
  await post("refresh", { refreshToken: tokens.refreshToken });
  await post("password/change", { currentPassword: first, newPassword: second }, tokens.accessToken);
  await post("password/forgot", { email });
  const reset = tokenIn(await mailTo(email, "password_reset"));
  await post("password/reset", { token: reset, password: third });
  await post("password/reset", { token: reset, password: third });

  const written = log.mock.calls.map(String).join("\n");
  expect(written).toContain("/api/v1/auth/password/reset");
  const canaries = [...secrets, tokenIn(mail), codeIn(mail), reset, ...Object.values(tokens)].map(String);
  expect(canaries.filter((canary) => canary.length > 5 && written.includes(canary))).toEqual([]);
  expect(written).not.toContain(email);
  expect(written).not.toContain("$argon2id$");
});
