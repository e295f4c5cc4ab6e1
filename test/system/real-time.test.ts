import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { WebSocket } from "ws";
import { eventually } from "../support/eventually.ts";
import { closeOf, knock, Listener } from "../support/listener.ts";
import { malformedLines } from "../support/malformed-lines.ts";
import { type RemoteUser, signInAt, signUpAt } from "../support/remote-user.ts";
import { type Server, startServer } from "../support/server.ts";

const mebibyte = 1024 * 1024;

let server: Server;
let ada: RemoteUser;
let grace: RemoteUser;
let admin: RemoteUser;
const streams: Listener[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  // Objects say when they start; whoever is let in is counted by the objects alone.
  server = await startServer({ env: { LOG_LEVEL: "debug", LIMIT_CONNECT: "100000/1", LIMIT_COMMANDS: "12000/10" } });
  [ada, grace, admin] = await Promise.all([
    signInAt(server.url, "ada"),
    signInAt(server.url, "grace"),
    signInAt(server.url, "admin"),
  ]);
}, 120_000);

afterAll(async () => {
  for (const stream of streams) stream.end();
  for (const child of children) child.kill("SIGKILL");
  await server.stop();
});

async function listen(user: RemoteUser, path: string): Promise<Listener> {
  const listener = new Listener(user, path);
  streams.push(listener);
  void listener.run();
  await listener.ready();
  return listener;
}

const livePath = (id: string) => `/conversations/${id}/live`;

async function openConversation(user: RemoteUser, ...others: RemoteUser[]): Promise<string> {
  const [other] = others;
  const memberIds = others.map(({ id }) => id);
  const json =
    memberIds.length === 1 ? { type: "direct", userId: other?.id } : { type: "group", title: "A group", memberIds };
  return (await user.insist<{ id: string }>("POST", "/conversations", json)).body.id;
}

describe.concurrent("a frame", () => {
  test.for([1, 33])(
    "of %i MiB ends its connection, and the room lives on",
    { timeout: 60_000 },
    async (size, { expect }) => {
      const id = await openConversation(ada, grace);
      const [reader, socket] = await Promise.all([listen(grace, livePath(id)), knock(ada, livePath(id))]);
      if (typeof socket === "number") throw new Error(`refused with ${socket}`);
      const clientId = `after-${size}`;

      const closed = closeOf(socket);
      socket.send("x".repeat(size * mebibyte));

      // Past what the runtime takes in, it hangs up by itself.
      expect([1009, 1006]).toContain(await closed);
      const writer = await listen(ada, livePath(id));
      writer.send({ id: "1", type: "message.send", clientId, content: "Still there?" });
      await eventually(() => expect(reader.ofType("message.created").at(-1)?.message).toMatchObject({ clientId }));
      expect(reader.closes).toEqual([]);
    },
  );

  test(
    "that is malformed gets a typed error: ten thousand of them, and then too many at once",
    { timeout: 90_000 },
    async ({ expect }) => {
      const id = await openConversation(ada, admin);
      const listener = await listen(admin, livePath(id));
      const frames = malformedLines(10_000);

      for (const [at, frame] of frames.entries()) {
        listener.sendText(frame);
        // Ten in a row would be too many.
        if (at % 9 === 8) listener.send({ id: `fine-${at}`, type: "typing.stop" });
      }
      await eventually(() => expect(listener.ofType("error")).toHaveLength(frames.length));

      const codes = new Set(listener.ofType("error").map(({ code }) => code));
      expect([...codes].toSorted((one = "", other = "") => one.localeCompare(other))).toEqual([
        "MALFORMED_JSON",
        "VALIDATION_FAILED",
      ]);
      expect(listener.closes).toEqual([]);

      const many = Array.from({ length: 1_000 }, () => '{"id":"f","type":"typing.stop"}').join("\n");
      for (let at = 0; at < 40; at += 1) listener.sendText(many);
      await eventually(() => expect(listener.closes).toEqual([4429]));
      expect(listener.ofType("error").some(({ code }) => code === "RATE_LIMITED")).toBe(true);
    },
  );
});

describe.concurrent("a user", () => {
  test(
    "with a thousand sockets has a hundred, and the next is let in once one has left",
    { timeout: 90_000 },
    async ({ expect }) => {
      const wanda = await signUpAt(server.url, "wanda");
      const path = "/notifications/live";

      const answers: (WebSocket | number)[] = [];
      for (let at = 0; at < 1_000; at += 50)
        answers.push(...(await Promise.all(Array.from({ length: 50 }, () => knock(wanda, path)))));

      const open = answers.filter((answer) => typeof answer !== "number");
      expect(open).toHaveLength(100);
      expect(new Set(answers.filter((answer) => typeof answer === "number"))).toEqual(new Set([429]));
      open[0]?.close();
      const next = await eventually(async () => {
        const answer = await knock(wanda, path);
        if (typeof answer === "number") throw new Error(`refused with ${answer}`);
        return answer;
      });
      for (const socket of [...open, next]) socket.terminate();
    },
  );
});

/** Somebody in a process of their own. */
function startChild(user: RemoteUser): { process: ChildProcess; said: () => string } {
  const script = join(import.meta.dirname, "..", "support", "frozen-client.mjs");
  const address = `${server.url.replace("http", "ws")}/api/v1/notifications/live`;
  const child = spawn(process.execPath, [script, address, user.token], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return { process: child, said: () => said };
}

describe.concurrent("a client that vanishes without a word", () => {
  test.for([
    ["killed", "SIGKILL", 20_000],
    // Its machine's network would be as silent: nothing closes the connection.
    ["frozen", "SIGSTOP", 65_000],
  ] as const)(
    "because it was %s is gone within two heartbeats",
    { timeout: 120_000 },
    async ([how, signal, limitMs], { expect }) => {
      const vanishing = await signUpAt(server.url, `vanishing_${how}`);
      const watching = await signUpAt(server.url, `watching_${how}`);
      await openConversation(watching, vanishing);
      const watcher = await listen(watching, "/notifications/live");
      const child = startChild(vanishing);
      const shown = () => watcher.ofType("presence.changed").findLast(({ userId }) => userId === vanishing.id)?.status;
      watcher.send({ id: "1", type: "presence.watch", userIds: [vanishing.id] });
      // One that has never pinged is judged by its connection alone.
      await eventually(() => expect([shown(), child.said()]).toEqual(["online", expect.stringContaining("pong")]));

      const vanishedAt = performance.now();
      child.process.kill(signal);

      await eventually(() => expect(shown()).toBe("offline"), { timeout: 90_000, interval: 50 });
      expect(performance.now() - vanishedAt).toBeLessThan(limitMs);
    },
  );
});

/** How often an object was started, as the log tells. */
const startsOf = (id: string) =>
  server
    .output()
    .split("\n")
    .filter((line) => line.includes('"object started"') && line.includes(id)).length;

describe.concurrent("objects with open sockets", () => {
  test("sleep through pings, and wake as they were", { timeout: 120_000 }, async ({ expect }) => {
    const [vera, xenia] = await Promise.all([signUpAt(server.url, "vera"), signUpAt(server.url, "xenia")]);
    const id = await openConversation(vera, xenia);
    const other = await signInAt(server.url, "vera");
    const room = await listen(vera, livePath(id));
    const doomed = await listen(other, livePath(id));
    const tab = await listen(xenia, "/notifications/live");
    room.send({ id: "1", type: "message.send", clientId: "before", content: "Good night." });
    await eventually(() => expect(tab.ofType("notification.created")).toHaveLength(1));
    // What follows a message is done within seconds; then nothing happens but pings.
    await sleep(6_000);
    const [roomStarts, hubStarts] = [startsOf(id), startsOf(xenia.id)];
    const told = room.frames.length;
    for (let at = 0; at < 8; at += 1) {
      for (const stream of [room, doomed, tab]) stream.ping();
      await sleep(2_000);
    }
    expect([startsOf(id), startsOf(xenia.id), room.pongs]).toEqual([roomStarts, hubStarts, 8]);

    room.send({ id: "2", type: "message.send", clientId: "after", content: "Good morning." });

    await eventually(() => expect(tab.ofType("notification.updated")).toHaveLength(1));
    expect([startsOf(id), startsOf(xenia.id)]).toEqual([roomStarts + 1, hubStarts + 1]);
    const news = room.frames.slice(told).map(({ type }) => type);
    expect(news.toSorted()).toEqual(["ack", "message.created", "read.changed"]);
    expect(room.ofType("message.created").map(({ seq }) => seq)).toEqual([1, 2]);
    await vera.insist("DELETE", `/sessions/${other.sessionId}`);
    await eventually(() => expect(doomed.closes).toEqual([4401]), { timeout: 2_000 });
  });
});

describe.concurrent("a member who is removed while sending", () => {
  test("is out within two seconds, and says nothing after that", { timeout: 60_000 }, async ({ expect }) => {
    const guest = await signUpAt(server.url, "guest");
    const id = await openConversation(ada, grace, guest);
    const [host, talker] = await Promise.all([listen(ada, livePath(id)), listen(guest, livePath(id))]);
    let said = 0;
    const talking = setInterval(() => {
      said += 1;
      talker.send({ id: `g${said}`, type: "message.send", clientId: `g${said}`, content: "And another thing." });
    }, 5);
    await eventually(() => expect(host.ofType("message.created").length).toBeGreaterThan(20));

    await ada.insist("DELETE", `/conversations/${id}/members/${guest.id}`);
    const last = host.lastSeq;
    await eventually(() => expect(talker.closes[0]).toBe(4403), { timeout: 2_000 });
    clearInterval(talking);

    const refused = await guest.call("POST", `/conversations/${id}/messages`, { clientId: "x", content: "Hello?" });
    expect(refused.status).toBe(404);
    await eventually(() => expect(host.ofType("member.left")).toHaveLength(1));
    const messages = await ada.list<{ seq: number }>(`/conversations/${id}/messages?after=0`);
    const leftAt = host.ofType("member.left")[0]?.seq ?? 0;
    expect(messages.at(-1)?.seq).toBeLessThan(leftAt);
    expect(leftAt).toBeLessThanOrEqual(last + 1);
  });
});
