import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";
import { generateKeyPair, jwtVerify, SignJWT } from "jose";

type BareEnv = {
  DB: D1Database;
  ONE_BY_ONE: DurableObjectNamespace<OneByOneRoom>;
  GROUPING: DurableObjectNamespace<GroupingRoom>;
};

/** What Atrium answers to GET `/me`, so that an answer weighs the same on both sides. */
const user = {
  id: "user_01jd4c7w3yeqe9w0f3x7m2k8bc",
  username: "ada",
  displayName: "Ada Lovelace",
  email: "ada@example.com",
  bio: "Notes on engines. Poetical science, tulips, long letters.",
  emailVerified: true,
  mfaEnabled: false,
  roles: [],
  permissions: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};

const items = Array.from({ length: 20 }, (_, at) => ({ id: at, title: "Grace Hopper", message: "Hello there" }));

/**
 * What else everyone is shown of a message, whoever sent it: the fields that a client needs, and that the
 * contract names. Their bytes weigh more than all else where many listen, so both sides send as many.
 */
const described = JSON.stringify({
  id: "msg_01jd4c7w3yeqe9w0f3x7m2k8ba",
  conversationId: "conv_01jd4c7w3yeqe9w0f3x7m2k8bb",
  seq: 100_000,
  sender: { id: "user_01jd4c7w3yeqe9w0f3x7m2k8bc", username: "ada", displayName: "Ada Lovelace" },
  replyTo: null,
  attachments: [],
  reactions: [],
  editedAt: null,
  deletedAt: null,
  createdAt: "2026-01-01T00:00:00.000Z",
}).slice(1, -1);

/** A token of its own: what is measured is the verifying, and not whose it is. */
let verified: Promise<{ key: CryptoKey; token: string }> | undefined;

async function newToken(): Promise<{ key: CryptoKey; token: string }> {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const token = await new SignJWT({ sub: "ada" }).setProtectedHeader({ alg: "EdDSA" }).sign(privateKey);
  return { key: publicKey, token };
}

/**
 * The least that could do what Atrium does: no accounts, no checks, no limits, no reads, no notifications.
 * Routes that answer, and two rooms that store what they are sent and show it to everyone.
 */
const app = new Hono<{ Bindings: BareEnv }>()
  .get("/", (c) => c.json(user))
  .put("/verified", async (c) => {
    const { key, token } = await (verified ??= newToken());
    const { payload } = await jwtVerify(token, key);
    await c.env.GROUPING.getByName(payload.sub ?? "").call();
    return c.body(null, 204);
  })
  .get("/read", async (c) => c.json(await c.env.DB.prepare("SELECT 1 AS one").first()))
  .get("/called", async (c) => c.json(await c.env.GROUPING.getByName("ada").call()))
  .get("/one-by-one/:name", (c) => c.env.ONE_BY_ONE.getByName(c.req.param("name")).fetch(c.req.raw))
  .get("/grouping/:name", (c) => c.env.GROUPING.getByName(c.req.param("name")).fetch(c.req.raw));

export default app;

abstract class BareRoom extends DurableObject<BareEnv> {
  constructor(ctx: DurableObjectState, env: BareEnv) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  }

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  call() {
    return { items };
  }

  protected insert(body: string): string {
    const { seq } = this.ctx.storage.sql
      .exec<{ seq: number }>("INSERT INTO messages (body) VALUES (?) RETURNING seq", body)
      .one();
    return `{"type":"message.created","seq":${seq},"message":{${described},${body.slice(1)}}`;
  }

  protected broadcast(text: string): void {
    for (const socket of this.ctx.getWebSockets()) socket.send(text);
  }

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }
}

/** Stores and shows each message as it comes. */
export class OneByOneRoom extends BareRoom {
  override webSocketMessage(_: WebSocket, body: string): void {
    this.broadcast(this.insert(body));
  }
}

/** Stores what comes in one turn in one transaction, and shows it in one frame. */
export class GroupingRoom extends BareRoom {
  #waiting: string[] = [];

  override webSocketMessage(_: WebSocket, body: string): void {
    this.#waiting.push(body);
    if (this.#waiting.length === 1) setTimeout(() => this.#flush(), 0);
  }

  #flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    const lines = this.ctx.storage.transactionSync(() => group.map((body) => this.insert(body)));
    this.broadcast(lines.join("\n"));
  }
}
