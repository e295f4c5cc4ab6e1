import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, test } from "vitest";
import { type Client, createClient } from "../../src/client/index.ts";
import { loadUrl } from "../../scripts/seed/load.ts";
import { type Server, startServer } from "../support/server.ts";

let server: Server;
let token: string;
let ada: Client;
const people = 40;

beforeAll(async () => {
  server = await startServer();
  await loadUrl(server.url, { users: people, posts: 0, follows: 0 }, () => undefined);
  ada = createClient(server.url, { tokenTransport: "body" });
  const login = { email: "ada@example.com", password: "atrium demo passphrase", tokenTransport: "body" };
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers,
    body: JSON.stringify(login),
  });
  ({ accessToken: token } = await response.json<{ accessToken: string }>());
  await ada.auth.login({ email: login.email, password: login.password });
}, 120_000);
afterAll(() => server.stop());

/** Asks by hand, so that the connection can be torn down. */
function ask(path: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => {
      const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
      socket.write(head, () => resolve(socket));
    });
    // Torn down on purpose.
    socket.on("error", () => undefined);
  });
}

test("people who hang up while they load what is cached hold up nobody who wants the same", async ({ expect }) => {
  const times: number[] = [];
  for (let at = 0; at < people; at += 1) {
    // Nobody has asked for this one: whoever comes first loads it, and is gone in the middle of it.
    const sockets = await Promise.all([1, 2, 3].map(() => ask(`/api/v1/users/load_${at}`)));
    await new Promise((resolve) => setTimeout(resolve, at % 8));
    for (const socket of sockets) socket.resetAndDestroy();
    const begun = performance.now();
    const { data } = await ada.people.get(`load_${at}`);
    times.push(performance.now() - begun);
    expect(data?.username).toBe(`load_${at}`);
  }

  // Half a second of patience, twice, and the load itself.
  expect(Math.max(...times)).toBeLessThan(5_000);
}, 120_000);
