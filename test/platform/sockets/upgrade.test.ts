import { describe, test } from "vitest";
import { directConversation, livePath } from "../../support/chat.ts";
import { call, newAddress } from "../../support/http.ts";
import { type Person, signUp } from "../../support/people.ts";
import { Stream } from "../../support/stream.ts";

const hub = "/api/v1/notifications/live";

const upgrade = (path: string, headers: Record<string, string> = {}, token?: string) =>
  call("GET", path, { headers: { upgrade: "websocket", ...headers }, ...(token !== undefined && { token }) });

/** The paths of both streams that somebody may open. */
async function streams(): Promise<{ ada: Person; paths: string[] }> {
  const { ada, id } = await directConversation();
  return { ada, paths: [hub, livePath(id)] };
}

async function refusal(response: Response): Promise<unknown> {
  return { status: response.status, code: (await response.json<{ code: string }>()).code };
}

/** The first thing that a socket is told. */
async function firstFrame(response: Response): Promise<unknown> {
  if (!response.webSocket) throw new Error(`no upgrade: ${response.status}`);
  return new Stream(response.webSocket).find(() => true);
}

/** What the Worker tells an object of whom it lets in, forged. */
const admissionOf = ({ id: userId, sessionId }: Person) =>
  encodeURIComponent(
    JSON.stringify({
      connectionId: "sock_x",
      userId,
      sessionId,
      after: null,
      offersProtocol: false,
    }),
  );

describe("an upgrade is refused", () => {
  test("without a token, with a broken one, and with one in the URL", async ({ expect }) => {
    const { ada, paths } = await streams();

    for (const path of paths) {
      const responses = await Promise.all([
        upgrade(path),
        upgrade(path, {}, "nonsense"),
        upgrade(path, {}, `${ada.token.slice(0, -4)}AAAA`),
        upgrade(`${path}?access_token=${ada.token}`),
        upgrade(`${path}?token=${ada.token}`),
        upgrade(path, { cookie: `__Host-atrium-refresh=${ada.refreshToken}` }),
        upgrade(path, { "sec-websocket-protocol": "atrium.v1" }),
        upgrade(path, { "sec-websocket-protocol": "atrium.v1, bearer." }),
        upgrade(path, { "sec-websocket-protocol": `bearer.${ada.token}` }),
      ]);

      for (const response of responses) {
        expect(await refusal(response)).toEqual({ status: 401, code: "UNAUTHENTICATED" });
      }
    }
  });

  test("with a token in the URL even when the header has one too", async ({ expect }) => {
    const { ada, paths } = await streams();

    for (const path of paths) {
      const response = await upgrade(`${path}?access_token=${ada.token}`, {}, ada.token);

      expect(response.status).toBe(422);
    }
  });

  test("to a session that is over", async ({ expect }) => {
    const { ada, paths } = await streams();
    await ada.call("DELETE", `/api/v1/sessions/${ada.sessionId}`);

    for (const path of paths) {
      const response = await upgrade(path, {}, ada.token);

      expect(await refusal(response)).toEqual({ status: 401, code: "SESSION_EXPIRED" });
    }
  });

  test.for(["https://evil.example", "null", "http://localhost:8787.evil.example", "http://localhost:8788"])(
    "to a page of another origin: %o",
    async (origin, { expect }) => {
      const { ada, paths } = await streams();

      for (const path of paths) {
        const response = await upgrade(path, { origin }, ada.token);

        expect(await refusal(response)).toEqual({ status: 403, code: "ORIGIN_FORBIDDEN" });
      }
    },
  );

  test("when none was asked for", async ({ expect }) => {
    const { ada, paths } = await streams();

    for (const path of paths) {
      const responses = await Promise.all([
        ada.call("GET", path),
        ada.call("GET", path, { headers: { upgrade: "h2c" } }),
      ]);

      for (const response of responses) {
        expect(await refusal(response)).toEqual({ status: 426, code: "UPGRADE_REQUIRED" });
        expect(response.headers.get("upgrade")).toBe("websocket");
      }
    }
  });

  test("when the query holds what is not known, or twice", async ({ expect }) => {
    const { ada, paths } = await streams();

    for (const path of paths) {
      const responses = await Promise.all([
        upgrade(`${path}?since=1`, {}, ada.token),
        upgrade(`${path}?after=1&after=1`, {}, ada.token),
      ]);

      expect(responses.map(({ status }) => status)).toEqual([422, 422]);
    }
  });

  test("to an address that is no conversation's", async ({ expect }) => {
    const ada = await signUp();

    const responses = await Promise.all(
      ["conv_nonsense", "conv_01j00000000000000000000000"].map((id) => upgrade(livePath(id), {}, ada.token)),
    );

    expect(responses.map(({ status }) => status)).toEqual([404, 404]);
  });

  test("past a user's hundred open sockets, with the time to wait", { timeout: 30_000 }, async ({ expect }) => {
    const ada = await signUp();
    const open = await Promise.all(Array.from({ length: 100 }, () => upgrade(hub, {}, ada.token)));

    const response = await upgrade(hub, {}, ada.token);

    expect(open.every(({ status }) => status === 101)).toBe(true);
    expect(await refusal(response)).toEqual({ status: 429, code: "RATE_LIMITED" });
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  });
});

describe("an upgrade is let in", () => {
  test("with the token as a subprotocol, and only the protocol is selected", async ({ expect }) => {
    const { ada, paths } = await streams();

    for (const path of paths) {
      const response = await upgrade(path, {
        "sec-websocket-protocol": `atrium.v1, bearer.${ada.token}`,
        origin: "http://localhost:8787",
      });

      expect(response.status).toBe(101);
      expect(response.headers.get("sec-websocket-protocol")).toBe("atrium.v1");
      expect(await firstFrame(response)).toMatchObject({ type: "ready" });
    }
  });

  test("with the token in the header, and no protocol that was not offered is selected", async ({ expect }) => {
    const { ada, paths } = await streams();

    for (const path of paths) {
      const response = await upgrade(path, {}, ada.token);

      expect(response.status).toBe(101);
      expect(response.headers.get("sec-websocket-protocol")).toBeNull();
    }
  });

  test("as who the token says, whatever the request says beside it", async ({ expect }) => {
    const { ada, grace, id } = await directConversation();
    const stranger = await signUp();
    const forged = { "x-atrium-admission": admissionOf(ada), "x-user-id": ada.id };

    const [asStranger, asNobody, asGrace] = await Promise.all([
      upgrade(livePath(id), forged, stranger.token),
      upgrade(livePath(id), { ...forged, "cf-connecting-ip": newAddress() }),
      upgrade(livePath(id), forged, grace.token),
    ]);

    expect([asStranger.status, asNobody.status, asGrace.status]).toEqual([404, 401, 101]);
    if (!asGrace.webSocket) throw new Error("no socket");
    const stream = new Stream(asGrace.webSocket);
    const ack = await stream.command("message.send", { clientId: "c", content: "who am I?" });
    expect(ack).toMatchObject({ message: { sender: { id: grace.id } } });
  });
});
