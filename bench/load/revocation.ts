import { once } from "node:events";
import { WebSocket } from "ws";

/** How long one revocation took from the call on, in milliseconds: until its sockets were closed, until it was answered. */
export type Revocation = { closed: number; answered: number; wasRefused: boolean };

export type Account = {
  url: string;
  userId: string;
  token: string;
  conversationId: string;
  /** Begins another session of the same user. */
  signIn(): Promise<{ token: string; sessionId: string }>;
};

/** Begins sessions with a socket of the user and one in a room, revokes each, and sees what becomes of it. */
export async function measureRevocations(account: Account, count: number): Promise<Revocation[]> {
  const revocations: Revocation[] = [];
  for (let done = 0; done < count; done += 1) revocations.push(await measureRevocation(account));
  return revocations;
}

async function measureRevocation(account: Account): Promise<Revocation> {
  const { url, token, conversationId } = account;
  const { token: itsToken, sessionId } = await account.signIn();
  const paths = ["notifications/live", `conversations/${conversationId}/live`];
  const sockets = await Promise.all(paths.map((path) => open(`${url.replace("http", "ws")}/api/v1/${path}`, itsToken)));
  const startedAt = performance.now();
  const closings = Promise.all(sockets.map((socket) => once(socket, "close"))).then((events) => {
    if (events.some(([code]) => code !== 4401)) throw new Error("a socket was closed for another reason");
    return performance.now() - startedAt;
  });
  const authorization = `Bearer ${token}`;
  const answer = await fetch(`${url}/api/v1/sessions/${sessionId}`, { method: "DELETE", headers: { authorization } });
  if (answer.status !== 204) throw new Error(`revoking answered ${answer.status}`);
  const answered = performance.now() - startedAt;
  const write = await fetch(`${url}/api/v1/sessions/extend`, {
    method: "POST",
    headers: { authorization: `Bearer ${itsToken}` },
  });
  return { closed: await closings, answered, wasRefused: write.status === 401 };
}

async function open(url: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
  await once(socket, "message");
  // A socket that never sent anything is let go by the local runtime only seconds after its close frame.
  socket.send("ping");
  await once(socket, "message");
  return socket;
}
