import { once } from "node:events";
import { connect } from "node:net";

/**
 * Sends one request over and over on so many connections, each the next as soon as its answer is there.
 *
 * It speaks to the sockets itself: any client library would cost more than the server that it measures.
 *
 * @returns how many were answered, with 200 or 204, before the time was over.
 */
export async function loadHttp(
  port: number,
  request: { method?: string; path: string; headers?: Record<string, string> },
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> {
  const fields = Object.entries({ host: `localhost:${port}`, ...request.headers });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const bytes = Buffer.from(`${request.method ?? "GET"} ${request.path} HTTP/1.1\r\n${head}\r\n`);
  const until = performance.now() + seconds * 1000;
  const counts = await Promise.all(Array.from({ length: connections }, () => loadConnection(port, bytes, until)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function loadConnection(port: number, request: Buffer, until: number): Promise<number> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let answered = 0;
  let pending = "";
  return new Promise((resolve, reject) => {
    socket.setEncoding("latin1");
    socket.on("error", reject);
    socket.on("data", (text: string) => {
      pending += text;
      if (!isWhole(pending)) return;
      if (!/^HTTP\/1\.1 20[04]/.test(pending)) return void socket.destroy(new Error(pending.slice(0, 500)));
      pending = "";
      answered += 1;
      if (performance.now() < until) return void socket.write(request);
      socket.destroy();
      resolve(answered);
    });
    socket.write(request);
  });
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return false;
  if (answer.startsWith("HTTP/1.1 204")) return true;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end + 2))?.[1];
  return length === undefined ? answer.endsWith("\r\n0\r\n\r\n") : answer.length >= end + 4 + Number(length);
}
