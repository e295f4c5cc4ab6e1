import { afterEach, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type Server, startServer } from "../support/server.ts";

let server: Server;

afterEach(async () => {
  await server.stop();
});

type Message = { id: string; content: string; replyTo: string | null };

test(
  "an answer that a kill of the whole server cuts off comes whole and once after the start",
  { timeout: 120_000 },
  async () => {
    server = await startServer({ env: { LOG_LEVEL: "warn" } });
    const token = await signIn();
    const { id } = await send<{ id: string }>("/conversations", token, { type: "companion", companion: "assistant" });
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/conversations/${id}/live`, [
      "atrium.v1",
      `bearer.${token}`,
    ]);
    const isUnderWay = new Promise<void>((resolve) => {
      socket.addEventListener("message", ({ data }) => {
        if (String(data).includes("companion.delta")) resolve();
      });
    });
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    const content = "one ".repeat(50).trim();

    const question = await send<Message>(`/conversations/${id}/messages`, token, { clientId: "1", content });
    await isUnderWay;
    await server.kill("SIGKILL");
    server = await startServer({ env: { LOG_LEVEL: "warn" }, port: server.port, stateDir: server.stateDir });

    await eventually(async () => {
      const { items } = await send<{ items: Message[] }>(`/conversations/${id}/messages`, token);
      expect(items).toMatchObject([
        { id: question.id },
        { replyTo: question.id, content: `You said: “${content}” I know 1 of your messages, and answer offline.` },
      ]);
    });
    expect(await send(`/conversations/${id}/questions`, token)).toEqual({ items: [], nextCursor: null });
  },
);

async function signIn(): Promise<string> {
  const json = { email: "ada@example.com", password: "atrium demo passphrase", tokenTransport: "body" };
  return (await send<{ accessToken: string }>("/auth/login", undefined, json)).accessToken;
}

/** Calls the API: a POST where there is a body. */
async function send<Body>(path: string, token: string | undefined, json?: object): Promise<Body> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(json && { method: "POST", body: JSON.stringify(json) }),
  });
  return response.json<Body>();
}
