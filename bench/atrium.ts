import { startServer } from "../test/support/server.ts";
import type { Target } from "./bare/start.ts";
import type { Account } from "./load/revocation.ts";
import type { Room } from "./load/room.ts";

export type Atrium = Target & { url: string; token: string; account: Account; newRoom(): Promise<Room> };

/** Of the demo person whom the benches sign in as. */
export const adasLogin = {
  email: "ada@example.com",
  password: "atrium demo passphrase",
  tokenTransport: "body",
} as const;

const unlimited = "1000000/1";

/** Starts Atrium as `npm start` does, without limits, and signs two people in. */
export async function startAtrium(): Promise<Atrium> {
  const server = await startServer({
    env: {
      LOG_LEVEL: "warn",
      ...Object.fromEntries(
        ["COMMANDS", "CONNECT", "READ", "WRITE", "LOGIN"].map((name) => [`LIMIT_${name}`, unlimited]),
      ),
    },
  });
  const [ada, grace] = await Promise.all([
    signIn(server.url, adasLogin),
    signIn(server.url, { ...adasLogin, email: "grace@example.com" }),
  ]);
  const conversation = await post(
    `${server.url}/api/v1/conversations`,
    { type: "direct", userId: grace.id },
    ada.token,
  );
  return {
    url: server.url,
    port: server.port,
    pid: server.pid,
    stop: server.stop,
    token: ada.token,
    account: {
      url: server.url,
      token: ada.token,
      conversationId: String(conversation["id"]),
      signIn: () => signIn(server.url, adasLogin),
    },
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

async function signIn(url: string, login: object): Promise<{ id: string; token: string; sessionId: string }> {
  const { user, session, accessToken } = (await post(`${url}/api/v1/auth/login`, login)) as {
    user: { id: string };
    session: { id: string };
    accessToken: string;
  };
  return { id: user.id, token: accessToken, sessionId: session.id };
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
