import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, test } from "vitest";
import { startServer } from "../support/server.ts";

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const password = "atrium demo passphrase";
const credentials = JSON.stringify({ email: "ada@example.com", password });

/** Begins a sign-in by hand, so that its connection can be torn down. */
function beginSignIn(from: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => {
      socket.write(
        `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nCF-Connecting-IP: ${from}\r\nContent-Length: ${credentials.length}\r\n\r\n${credentials}`,
        () => resolve(socket),
      );
    });
    // Torn down on purpose.
    socket.on("error", () => undefined);
  });
}

test("people who hang up in the middle of a sign-in hold nobody else up", async ({ expect }) => {
  for (const round of [1, 2, 3]) {
    const sockets = await Promise.all(Array.from({ length: 13 }, (_, at) => beginSignIn(`10.9.${round}.${at}`)));
    // Some are torn down while they wait, and some while they are next.
    for (const socket of sockets) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.resetAndDestroy();
    }
  }

  const answer = await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", "cf-connecting-ip": "10.9.9.9" },
    body: JSON.stringify({ email: "grace@example.com", password }),
    signal: AbortSignal.timeout(10_000),
  });

  expect(answer.status).toBe(200);
});
