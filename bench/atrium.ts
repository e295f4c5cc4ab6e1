import { startServer } from "../test/support/server.ts";
import type { Target } from "./bare/start.ts";
import type { Room } from "./load/room.ts";

export type Atrium = Target & { token: string; newRoom(): Promise<Room> };

const unlimited = "1000000/1";

/** Starts Atrium as `npm start` does, without limits, and signs two people in. */
export async function startAtrium(): Promise<Atrium> {
  const server = await startServer({
    env: { LOG_LEVEL: "warn", LIMIT_COMMANDS: unlimited, LIMIT_CONNECT: unlimited, LIMIT_WRITE: unlimited },
  });
  const [ada, grace] = await Promise.all([signIn(server.url, "ada"), signIn(server.url, "grace")]);
  const conversation = await post(
    `${server.url}/api/v1/conversations`,
    { type: "direct", userId: grace.id },
    ada.token,
  );
  return {
    port: server.port,
    pid: server.pid,
    stop: server.stop,
    token: ada.token,
    newRoom: async () => ({
      url: `ws://127.0.0.1:${server.port}/api/v1/conversations/${String(conversation["id"])}/live`,
      members: [{ authorization: `Bearer ${ada.token}` }, { authorization: `Bearer ${grace.token}` }],
      line: (clientId) => `{"id":"${clientId}","type":"message.send","clientId":"${clientId}","content":"Hello there"}`,
      isAck: (line) => line.startsWith('{"type":"ack"'),
      isMessage: (line) => line.startsWith('{"type":"message.created"'),
      received: (line) => {
        const seq = /^\{"type":"message\.created","seq":(\d+)/.exec(line)?.[1];
        return seq && `{"type":"received","seq":${seq}}`;
      },
    }),
  };
}

async function signIn(url: string, name: string): Promise<{ id: string; token: string }> {
  const login = { email: `${name}@example.com`, password: "atrium demo passphrase", tokenTransport: "body" };
  const { user, accessToken } = (await post(`${url}/api/v1/auth/login`, login)) as {
    user: { id: string };
    accessToken: string;
  };
  return { id: user.id, token: accessToken };
}

async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json<Record<string, unknown>>();
}
