import { type Client, type ClientOptions, createClient } from "../../src/client/index.ts";

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
/** The types of the Worker, which tests have, know no cookies. */
type SentInit = RequestInit & { credentials?: string };
type Call = { request: string; token: string | undefined; body: unknown; credentials: string | undefined };

/** A token that says whose it is and of which session. */
export function tokenOf(userId: string, sessionId = "sess_1", nonce = "x"): string {
  return `e30.${btoa(JSON.stringify({ sub: userId, sid: sessionId }))}.${nonce}`;
}

/** A refusal, as servers word them. */
export function problem(status: number, code: string): Answer & { body: object } {
  return { status, body: { type: "about:blank", title: code, status, detail: code, code, requestId: "req_1" } };
}

/** One socket as its server sees it: what the client sent, and a way to say and to close. */
export class ScriptedSocket extends EventTarget {
  readonly url: URL;
  readonly protocols: string[];
  readonly sent: string[] = [];
  isClosedByClient = false;
  /** As a WebSocket's: connecting, open, closing, closed. */
  readyState: 0 | 1 | 2 | 3 = 0;

  constructor(url: string, protocols: string[]) {
    super();
    this.url = new URL(url);
    this.protocols = protocols;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosedByClient = true;
    if (this.readyState < 2) this.readyState = 2;
  }

  /** What the client sent, without its heartbeats. */
  commands(): { id: string; type: string; [field: string]: unknown }[] {
    return this.sent.filter((text) => text !== "ping").map((text) => JSON.parse(text));
  }

  says(...frames: object[]): void {
    this.saysText(frames.map((frame) => JSON.stringify(frame)).join("\n"));
  }

  saysText(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  greets(seq = 0): void {
    this.opens();
    this.says({ type: "ready", seq, connectionId: "sock_1", reads: [], unreadCount: 0 });
  }

  closes(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

/** A server that does what a test says, for what a real one can't be made to do: be silent, or repeat itself. */
export class ScriptedServer {
  readonly sockets: ScriptedSocket[] = [];
  readonly requests: string[] = [];
  /** The same requests, with what they were made with. */
  readonly calls: Call[] = [];
  /** What each call is answered, by method and path; the rest get a 204. */
  readonly answers: Record<string, Answer | (() => Answer | Promise<Answer>)> = {
    "POST /api/v1/auth/refresh": { status: 200, body: { accessToken: tokenOf("user_1"), expiresIn: 600 } },
  };

  client(options: ClientOptions = {}): Client {
    return createClient("http://scripted.test", {
      fetch: async (input, init) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        return this.#answer(`${init?.method ?? "GET"} ${pathname}`, init);
      },
      openSocket: (url, protocols) => {
        const socket = new ScriptedSocket(url, protocols);
        this.sockets.push(socket);
        // The part of a WebSocket that the client uses.
        return socket as unknown as WebSocket;
      },
      ...options,
    });
  }

  /** The socket opened last. */
  get socket(): ScriptedSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("no socket has been opened");
    return last;
  }

  /** The bearer tokens of a request's calls. */
  tokensOf(request: string): (string | undefined)[] {
    return this.calls.filter((call) => call.request === request).map(({ token }) => token);
  }

  async #answer(request: string, { headers, body: sent, credentials }: SentInit = {}): Promise<Response> {
    this.requests.push(request);
    const token = new Headers(headers).get("authorization")?.replace("Bearer ", "");
    this.calls.push({ request, token, body: typeof sent === "string" ? JSON.parse(sent) : null, credentials });
    const scripted = this.answers[request] ?? { status: 204 };
    const { status, body, headers: more = {} } = typeof scripted === "function" ? await scripted() : scripted;
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: more });
  }
}
