import { startServer } from "../test/support/server.ts";
import type { Target } from "./bare/start.ts";
import type { Account } from "./load/revocation.ts";
import { content, type Room } from "./load/room.ts";
import { adasLogin, type Person, People } from "./people.ts";

export type Atrium = Target & {
  url: string;
  token: string;
  account: Account;
  people: People;
  /** So many sockets one member may have in a room. */
  socketsEach: number;
  /** A room of two, or of a group of more. */
  newRoom(members?: number): Promise<Room>;
};

const unlimited = "1000000/1";
const limits = [
  "COMMANDS",
  "FOLLOW",
  "POST",
  "COMMENT",
  "SPACE",
  "CONNECT",
  "READ",
  "WRITE",
  "LOGIN",
  "REGISTER",
  "VERIFY",
  "MAIL",
];

/** Starts Atrium as `npm start` does, without limits, and signs two people in. */
export async function startAtrium(env: Record<string, string> = {}): Promise<Atrium> {
  const server = await startServer({
    env: { ...env, LOG_LEVEL: "warn", ...Object.fromEntries(limits.map((name) => [`LIMIT_${name}`, unlimited])) },
  });
  const people = new People(server.url);
  const [ada, grace] = await Promise.all([people.signIn(adasLogin.email), people.signIn("grace@example.com")]);
  const conversationId = await people.openDirect(ada, grace);
  return {
    url: server.url,
    port: server.port,
    pid: server.pid,
    stop: server.stop,
    token: ada.token,
    account: {
      url: server.url,
      userId: ada.id,
      token: ada.token,
      conversationId,
      signIn: () => people.signIn(adasLogin.email),
    },
    people,
    socketsEach: 50,
    newRoom: async (members = 2) => {
      if (members <= 2) return roomOf(server.port, conversationId, [ada, grace]);
      const all = [ada, grace, ...(await people.signUp(members - 2))];
      return roomOf(server.port, await people.openGroup(ada, all.slice(1)), all);
    },
  };
}

export function roomOf(port: number, conversationId: string, members: Person[]): Room {
  return {
    url: `ws://127.0.0.1:${port}/api/v1/conversations/${conversationId}/live`,
    members: members.map(({ token }) => ({ authorization: `Bearer ${token}` })),
    line: (clientId) => `{"id":"${clientId}","type":"message.send","clientId":"${clientId}","content":"${content}"}`,
    isAck: (line) => line.startsWith('{"type":"ack"'),
    isMessage: (line) => line.startsWith('{"type":"message.created"'),
    received: (line) => {
      const seq = /^\{"type":"message\.created","seq":(\d+)/.exec(line)?.[1];
      return seq && `{"type":"received","seq":${seq}}`;
    },
  };
}
