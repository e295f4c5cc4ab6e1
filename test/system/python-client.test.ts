import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Message } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { signedInClient } from "../support/node-client.ts";
import { python } from "../support/python.ts";
import { type RemoteUser, signInAt } from "../support/remote-user.ts";
import { type Server, startServer } from "../support/server.ts";

const script = join(import.meta.dirname, "..", "support", "python-client.py");
const lastWord = "That was all.";
const count = 40;
const patience = { timeout: 60_000, interval: 100 };

type Result = { seen: Pick<Message, "seq" | "clientId" | "content">[]; acked: Record<string, number> } & Record<
  "connections" | "pongs",
  number
>;

let server: Server;
let ada: RemoteUser;
let grace: RemoteUser;
let conversationId: string;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "warn" } });
  [ada, grace] = await Promise.all([signInAt(server.url, "ada"), signInAt(server.url, "grace")]);
  const { body } = await ada.insist<{ id: string }>("POST", "/conversations", { type: "direct", userId: grace.id });
  conversationId = body.id;
});
afterAll(() => server.stop());

const summary = ({ seq, clientId, content }: Message) => ({ seq, clientId, content });
const readHistory = () => ada.list<Message>(`/conversations/${conversationId}/messages?after=0`);

/** Lets it talk until the last word. */
function startPython(origin: string): () => Promise<Result> {
  const url = `ws://127.0.0.1:${server.port}/api/v1/conversations/${conversationId}/live`;
  const program = spawn(python(), [script, url, ada.token, origin, String(count)]);
  const ended = Promise.all([text(program.stdout), text(program.stderr), once(program, "close")]);
  return async () => {
    const [printed, complaints] = await ended;
    if (printed === "") throw new Error(complaints);
    return JSON.parse(printed) as Result;
  };
}

describe("a client in another language", () => {
  test(
    "sees, over a kill of the server, what ours sees and what HTTP tells",
    { timeout: 120_000 },
    async ({ expect }) => {
      const client = await signedInClient(server.url, "grace");
      const ours: Message[] = [];
      const live = client.chat.live(conversationId, {
        after: 0,
        onEvent: (event) => {
          if (event.type === "message.created") ours.push(event.message);
        },
      });
      const fromPython = () => ours.filter(({ clientId }) => clientId.startsWith("python-"));
      const resultOf = startPython("");

      await eventually(() => expect(fromPython().length).toBeGreaterThan(5), patience);
      await client.chat.send(conversationId, { content: "Hello from here." });
      await server.kill("SIGKILL");
      server = await startServer({ env: { LOG_LEVEL: "warn" }, port: server.port, stateDir: server.stateDir });
      await eventually(() => expect(fromPython()).toHaveLength(count), patience);
      await client.chat.send(conversationId, { content: lastWord });
      const { seen, acked, connections, pongs } = await resultOf();

      const history = (await readHistory()).map(summary);
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, at) => at + 1));
      expect(seen).toEqual(history);
      await eventually(() => expect(ours.map(summary)).toEqual(history), patience);
      const places = history.filter(({ clientId }) => clientId in acked).map(({ clientId, seq }) => [clientId, seq]);
      expect(Object.fromEntries(places)).toEqual(acked);
      expect(places).toHaveLength(count);
      expect(connections).toBe(2);
      expect(pongs).toBeGreaterThan(0);
      live.close();
    },
  );

  test("is let in from an allowed origin, and from no other", { timeout: 60_000 }, async ({ expect }) => {
    const resultOf = startPython(server.url);
    const refused = startPython("https://evil.example");

    // It has said all of it before, so that it hears the first acks again.
    await ada.insist("POST", `/conversations/${conversationId}/messages`, {
      clientId: "last",
      content: lastWord,
    });

    expect(Object.keys((await resultOf()).acked)).toHaveLength(count);
    await expect(refused()).rejects.toThrow("403");
  });
});
