import { connect } from "node:net";
import { afterAll, beforeAll, describe, test } from "vitest";
import { startServer } from "../support/server.ts";

const limit = 25 * 1024 * 1024;

let server: Awaited<ReturnType<typeof startServer>>;
let token: string;
beforeAll(async () => {
  server = await startServer();
  const answer = await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "ada@example.com", password: "atrium demo passphrase" }),
  });
  ({ accessToken: token } = (await answer.json()) as { accessToken: string });
});
afterAll(() => server.stop());

/** So many blanks, which begin with something. */
function bytesOf(size: number, beginning: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size, " ");
  bytes.write(beginning, "latin1");
  return bytes;
}

const send = (body: BodyInit) =>
  fetch(`${server.url}/api/v1/attachments`, { method: "POST", headers: { authorization: `Bearer ${token}` }, body });

/** Sends a part of a body by hand, and no more. @returns what is answered. */
function sendPart(header: string, part: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true }, () => {
      socket.write(
        `POST /api/v1/attachments HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${header}\r\n\r\n`,
      );
      socket.end(part);
    });
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("an upload over a real connection", () => {
  test("comes back as it was sent", async ({ expect }) => {
    const bytes = bytesOf(3_000_000, "GIF89a");

    const file = (await (await send(bytes)).json()) as { url: string; size: number };
    const answer = await fetch(server.url + file.url, { headers: { authorization: `Bearer ${token}` } });

    expect(file.size).toBe(bytes.length);
    expect(answer.headers.get("content-length")).toBe(String(bytes.length));
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test.for([
    ["too large", bytesOf(limit + 1, "GIF89a"), 413],
    ["of a kind that is not taken", bytesOf(limit, "<html>"), 415],
  ] as const)("that is %s is told so, though most of it has yet to be sent", async ([, bytes, status], { expect }) => {
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await send(bytes)).status);

    expect(statuses).toEqual([status, status, status]);
  });

  test("that ends before its end is refused, whether or not its length was told", async ({ expect }) => {
    const part = bytesOf(300_000, "GIF89a");
    const chunk = Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);

    const told = await sendPart("Content-Length: 900000", part);
    const untold = await sendPart("Transfer-Encoding: chunked", chunk);

    for (const answer of [told, untold]) {
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain("BODY_INCOMPLETE");
    }
  });
});
