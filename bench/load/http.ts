import { once } from "node:events";
import { connect } from "node:net";

/**
 * Sends one request over and over on so many connections, each the next as soon as its answer is there.
 *
 * It speaks to the sockets itself: any client library would cost more than the server that it measures.
 *
 * @returns how many were answered, with 200 or 204, before the time was over.
 */
export function loadHttp(port: number, request: Request, load: Load): Promise<number> {
  const bytes = bytesOf(port, request);
  return loadConnections(port, () => bytes, load);
}

type Request = { method?: string; path: string; headers?: Record<string, string> };
type Load = { connections: number; seconds: number };

/** The same with another request each time, which `choose` picks out of those given by its place. */
export function loadChosen(
  port: number,
  { requests, choose }: { requests: Request[]; choose: () => number },
  load: Load,
): Promise<number> {
  const all = requests.map((request) => bytesOf(port, request));
  return loadConnections(port, () => all[choose()] ?? Buffer.alloc(0), load);
}

function bytesOf(port: number, { method = "GET", path, headers }: Request): Buffer {
  const fields = Object.entries({ host: `localhost:${port}`, ...headers });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n`);
}

async function loadConnections(port: number, next: () => Buffer, { connections, seconds }: Load): Promise<number> {
  const until = performance.now() + seconds * 1000;
  const counts = await Promise.all(Array.from({ length: connections }, () => loadConnection(port, next, until)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function loadConnection(port: number, next: () => Buffer, until: number): Promise<number> {
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
      if (performance.now() < until) return void socket.write(next());
      socket.destroy();
      resolve(answered);
    });
    socket.write(next());
  });
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return false;
  if (answer.startsWith("HTTP/1.1 204")) return true;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end + 2))?.[1];
  return length === undefined ? answer.endsWith("\r\n0\r\n\r\n") : answer.length >= end + 4 + Number(length);
}
