import type { IncomingMessage, Server, ServerResponse } from "node:http";

export type LoopbackServer = { url: string; close: () => void };

/** Listens on a free port of this machine. */
export async function listen(server: Server): Promise<LoopbackServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function redirect(response: ServerResponse, location: string | URL): void {
  response.writeHead(302, { location: String(location) }).end();
}

/** What a test says of who signs in: JSON in base64url, in a parameter of the address it opens. */
export function decode(text: string | null): Record<string, unknown> {
  return text === null ? {} : JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
}
