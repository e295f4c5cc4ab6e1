import { expect, test } from "vitest";
import type { SignOutReason } from "../../src/client/index.ts";
import { problem, ScriptedServer, tokenOf } from "./scripted-server.ts";

const refresh = "POST /api/v1/auth/refresh";
const me = "GET /api/v1/me";

function count(server: ScriptedServer, request: string): number {
  return server.requests.filter((made) => made === request).length;
}

test("calls made at the same time share one refresh", async () => {
  const server = new ScriptedServer();
  const client = server.client();

  await Promise.all([client.me.get(), client.me.get(), client.sessions.list()]);

  expect(count(server, refresh)).toBe(1);
  expect(server.requests).toHaveLength(4);
});

test("an expired token is renewed once and the call made again", async () => {
  const server = new ScriptedServer();
  const client = server.client();
  const answers = [problem(401, "TOKEN_EXPIRED"), { status: 200, body: { username: "ada" } }];
  server.answers[me] = () => answers.shift() ?? problem(500, "INTERNAL");

  const { data } = await client.me.get();

  expect(data?.username).toBe("ada");
  expect(count(server, refresh)).toBe(2);
});

test("a session that is over is told once, and nothing more is asked", async () => {
  const server = new ScriptedServer();
  const reasons: SignOutReason[] = [];
  const client = server.client({ onSignedOut: (reason) => reasons.push(reason) });
  server.answers[me] = problem(401, "SESSION_EXPIRED");

  const first = await client.me.get();
  const second = await client.me.get();

  expect(first.error?.code).toBe("SESSION_EXPIRED");
  expect(second.error?.code).toBe("UNAUTHENTICATED");
  expect(reasons).toEqual(["session-over"]);
  expect(server.requests).toEqual([refresh, me]);
});

test("nobody is told of the end of a session that never was", async () => {
  const server = new ScriptedServer();
  const reasons: SignOutReason[] = [];
  const client = server.client({ onSignedOut: (reason) => reasons.push(reason) });
  server.answers[refresh] = problem(401, "UNAUTHENTICATED");

  const { error } = await client.auth.refresh();

  expect(error?.status).toBe(401);
  expect(reasons).toEqual([]);
});

test("a cookie that now belongs to another session ends this one", async () => {
  const server = new ScriptedServer();
  const reasons: SignOutReason[] = [];
  const client = server.client({ onSignedOut: (reason) => reasons.push(reason) });
  const sessions = ["sess_1", "sess_2"];
  server.answers[refresh] = () => ({
    status: 200,
    body: { accessToken: tokenOf("user_1", sessions.shift()), expiresIn: 600 },
  });
  await client.auth.refresh();

  const { error } = await client.auth.refresh();

  expect(error?.code).toBe("UNAUTHENTICATED");
  expect(reasons).toEqual(["session-over"]);
});

test("without cookies the refresh token is kept here, handed out to be stored, and taken back at the end", async () => {
  const server = new ScriptedServer();
  const stored: (string | null)[] = [];
  const client = server.client({
    tokenTransport: "body",
    refreshToken: "from before",
    onRefreshToken: (token) => stored.push(token),
  });
  server.answers[refresh] = {
    status: 200,
    body: { accessToken: "token", expiresIn: 600, refreshToken: "next" },
  };

  await client.me.get();
  await client.auth.logout();

  expect(stored).toEqual(["next", null]);
  await expect(client.me.get()).resolves.toMatchObject({ error: { code: "UNAUTHENTICATED" } });
});

test("a server that can't be reached is a failure like others, and signs nobody out", async () => {
  const server = new ScriptedServer();
  const reasons: SignOutReason[] = [];
  const client = server.client({
    fetch: () => Promise.reject(new TypeError("fetch failed")),
    onSignedOut: (reason) => reasons.push(reason),
  });

  const { error } = await client.me.get();

  expect(error).toMatchObject({ code: "NETWORK", status: 0 });
  expect(reasons).toEqual([]);
});
