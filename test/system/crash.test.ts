import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { faultsOfAcks, faultsOfLog, faultsOfOrder, faultsOfStream, type Logged } from "../support/checkers.ts";
import { eventually } from "../support/eventually.ts";
import { Random } from "../support/random.ts";
import { type Server, startServer } from "../support/server.ts";
import { Talker } from "../support/talker.ts";

const seed = Number(process.env["SEED"] ?? randomInt(1_000_000));
const password = "atrium demo passphrase";
const env = { LOG_LEVEL: "warn", LIMIT_COMMANDS: "100000/1", LIMIT_REGISTER: "1000/1" };

let server: Server;

afterEach(async () => {
  await server.stop();
});

type User = { id: string; token: string; refreshToken: string; sessionId: string };
type Page = { items: { seq: number; clientId: string; sender: { id: string } }[] };

test(
  `what was acknowledged survives a kill of the whole server at any moment (SEED=${seed})`,
  { timeout: 120_000 },
  async () => {
    const random = new Random(seed);
    server = await startServer({ env });
    const [ada, grace, absent] = await Promise.all([signIn("ada"), signIn("grace"), signIn("admin")]);
    const id = await openConversation(ada, grace.id);
    const elsewhere = await openConversation(ada, absent.id);
    const seeded = await readLog(grace, id);
    const talkers = [ada, grace, ada, grace].map(
      (user, at) =>
        new Talker(`t${at}`, user, `ws://127.0.0.1:${server.port}/api/v1/conversations/${id}/live`, seeded.length),
    );

    // Each round ends with an act that is acknowledged, and with a kill before anything can follow from it.
    const stranger = `stranger_${seed}`;
    const acts = [
      () => post("/api/v1/auth/register", { email: `${stranger}@example.com`, username: stranger, password }),
      () =>
        post(`/api/v1/conversations/${elsewhere}/messages`, { clientId: "c", content: "Are you there?" }, ada.token),
      () =>
        post("/api/v1/auth/password/change", { currentPassword: password, newPassword: `${password}!` }, absent.token),
      () => sleep(0).then(() => 200),
    ];
    const old = await signIn("admin");
    for (const act of acts) {
      await Promise.all(talkers.map((talker) => talker.connect()));
      const talking = Promise.all(talkers.map((talker) => talker.talk()));
      await sleep(random.between(200, 1_000));
      expect(await act()).toBeLessThan(300);
      await server.kill("SIGKILL");
      await talking;
      server = await startServer({ env, port: server.port, stateDir: server.stateDir });
    }
    await Promise.all(talkers.map((talker) => talker.connect()));
    await Promise.all(talkers.map((talker) => talker.finish()));

    const log = await readLog(grace, id);
    const sendings = talkers.flatMap((talker) => talker.sendings);
    expect(faultsOfLog(log)).toEqual([]);
    expect(faultsOfAcks(sendings, log.slice(seeded.length))).toEqual([]);
    expect(faultsOfOrder(sendings, log)).toEqual([]);
    expect(log.length).toBe(seeded.length + sendings.length);
    for (const talker of talkers) {
      await eventually(() => expect(faultsOfStream(talker.seen, log, seeded.length)).toEqual([]));
      expect(talker.faults).toEqual([]);
      talker.close();
    }

    const mails = await get<{ items: { template: string }[] }>(`/dev/outbox?to=${stranger}@example.com`);
    expect(mails.items.map(({ template }) => template)).toEqual(["verification"]);

    // The session that changed the password is the one that stays.
    const refused = await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${old.token}` } });
    expect(refused.status).toBe(401);
    expect(await post("/api/v1/auth/refresh", { refreshToken: old.refreshToken })).toBe(401);

    await eventually(async () => {
      const path = "/api/v1/notifications?type=new_message";
      const { items } = await get<{ items: object[] }>(path, absent.token);
      expect({ items }).toMatchObject({
        items: [{ type: "new_message", groupCount: 1, message: "Are you there?", link: `/conversations/${elsewhere}` }],
      });
    });
  },
);

async function signIn(name: string): Promise<User> {
  const response = await send("/api/v1/auth/login", { email: `${name}@example.com`, password, tokenTransport: "body" });
  const { user, accessToken, refreshToken, session } = await response.json<{
    user: { id: string };
    accessToken: string;
    refreshToken: string;
    session: { id: string };
  }>();
  return { id: user.id, token: accessToken, refreshToken, sessionId: session.id };
}

async function openConversation(user: User, userId: string): Promise<string> {
  const response = await send("/api/v1/conversations", { type: "direct", userId }, user.token);
  return (await response.json<{ id: string }>()).id;
}

async function readLog(user: User, id: string): Promise<Logged[]> {
  const log: Logged[] = [];
  for (;;) {
    const path = `/api/v1/conversations/${id}/messages?limit=100&after=${log.at(-1)?.seq ?? 0}`;
    const { items } = await get<Page>(path, user.token);
    if (items.length === 0) return log;
    log.push(...items.map(({ seq, clientId, sender }) => ({ seq, clientId, senderId: sender.id })));
  }
}

async function get<Body>(path: string, token?: string): Promise<Body> {
  const response = await fetch(
    server.url + path,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );
  return response.json<Body>();
}

async function post(path: string, body: object, token?: string): Promise<number> {
  return (await send(path, body, token)).status;
}

function send(path: string, body: object, token?: string): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
}
