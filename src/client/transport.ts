import type { RefreshResult } from "../features/sign-in/contract.ts";
import { Access } from "./access.ts";
import { claimsOf } from "./claims.ts";
import { parseTrusted } from "./json.ts";
import type { ClientOptions } from "./options.ts";
import { failureOf } from "./refusal.ts";
import { fail, type Result, succeed, unreachable } from "./result.ts";
import { canTellProgress, sendTelling } from "./upload.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The content of a file. */
export type FileContent = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

export type Call = {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** In place of a body: sent as it is. */
  file?: { content: FileContent; type: string };
  /** Called with how many bytes of the file have gone, where that can be told. */
  onProgress?: (sentBytes: number) => void;
  /** Gives the call up, which then fails as one that could not be made. */
  signal?: AbortSignal;
  /** `none` for what needs nobody signed in; its answer may set the session's cookies. */
  auth?: "bearer" | "none";
  /** The user who asks: it is not sent in the name of another, should one sign in meanwhile. */
  as?: string;
  /** Whether the answer may set cookies; below `/auth/` every answer may. */
  setsCookies?: boolean;
};

type Init = {
  method: Method;
  headers: Headers;
  credentials: "include" | "omit";
  keepalive: boolean;
  signal: AbortSignal;
  body?: FileContent | string;
};

type Read<T> = (response: Response) => Promise<T>;

const timeoutMs = 30_000;
/** Files take their time: 25 MiB at 50 KB a second. */
const fileTimeoutMs = 10 * 60_000;

/** Codes of a 401 that a new access token may mend. */
const renewable = new Set(["TOKEN_EXPIRED", "UNAUTHENTICATED"]);

const notThem = fail({ code: "UNAUTHENTICATED", status: 401, detail: "They are not signed in.", requestId: null });

/** One HTTP call at a time to `/api/v1`: address, token, JSON in and out, problems as failures. */
export class Transport {
  readonly access: Access;
  readonly options: ClientOptions;
  readonly #base: URL;

  constructor(url: string, options: ClientOptions) {
    this.#base = new URL("/api/v1/", url);
    this.options = options;
    this.access = new Access(this.origin, options, (refreshToken) => this.#refresh(refreshToken));
  }

  /** Which server it speaks to. */
  get origin(): string {
    return this.#base.origin;
  }

  /** Calls, renewing the access token once where that helps. Never throws for what a server can answer. */
  request<T>(method: Method, path: string, call: Call = {}): Promise<Result<T>> {
    return this.#call(method, path, call, (response) => readJson<T>(response));
  }

  /** The content of a file. */
  download(path: string): Promise<Result<Blob>> {
    return this.#call("GET", path, {}, (response) => response.blob());
  }

  /** The absolute address of a path below `/api/v1`, for HTTP or (`ws`) for a socket. */
  address(path: string, query: Call["query"] = {}, protocol?: "ws"): URL {
    const url = new URL(path.slice(1), this.#base);
    if (protocol) url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  async #call<T>(method: Method, path: string, call: Call, read: Read<T>): Promise<Result<T>> {
    if (call.auth === "none") return this.#send(method, path, call, null, read);
    const token = await this.access.token();
    if (token.error) return token;
    if (!isFrom(call, token.data)) return notThem;
    const first = await this.#send(method, path, call, token.data, read);
    if (first.error?.status !== 401) return first;
    if (!renewable.has(first.error.code)) {
      this.access.end("session-over");
      return first;
    }
    const renewed = await this.access.renew(token.data);
    if (renewed.error) return renewed;
    return isFrom(call, renewed.data) ? this.#send(method, path, call, renewed.data, read) : notThem;
  }

  #refresh(refreshToken: string | null): Promise<Result<RefreshResult>> {
    const call: Call = refreshToken === null ? {} : { body: { refreshToken } };
    return this.#send("POST", "/auth/refresh", call, null, (response) => readJson<RefreshResult>(response));
  }

  async #send<T>(method: Method, path: string, call: Call, token: string | null, read: Read<T>): Promise<Result<T>> {
    try {
      const address = this.address(path, call.query);
      const response = await this.#perform(address, this.#init(method, path, call, token), call);
      return response.ok ? succeed(await read(response)) : fail(await failureOf(response));
    } catch {
      return unreachable();
    }
  }

  #perform(address: URL, init: Init, { onProgress }: Call): Promise<Response> {
    if (onProgress && !this.options.fetch && canTellProgress()) return sendTelling(address, init, onProgress);
    return (this.options.fetch ?? fetch)(address, init);
  }

  #init(method: Method, path: string, { body, file, setsCookies, signal }: Call, token: string | null): Init {
    const headers = new Headers(this.options.headers);
    if (token !== null) headers.set("authorization", `Bearer ${token}`);
    const type = file?.type ?? (body === undefined ? undefined : "application/json");
    if (type !== undefined) headers.set("content-type", type);
    const content = file?.content ?? (body === undefined ? undefined : JSON.stringify(body));
    const usesCookies = (setsCookies === true || path.startsWith("/auth/")) && this.options.tokenTransport !== "body";
    const isFile = file !== undefined || path.startsWith("/attachments/");
    const timeout = AbortSignal.timeout(isFile ? fileTimeoutMs : timeoutMs);
    return {
      method,
      headers,
      credentials: usesCookies ? ("include" as const) : ("omit" as const),
      // A renewal must reach the cookie jar even if the page goes away meanwhile, and what it removed is to be gone.
      keepalive: path === "/auth/refresh" || method === "DELETE",
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      ...(content !== undefined && { body: content }),
    };
  }
}

function isFrom({ as }: Call, token: string): boolean {
  return as === undefined || claimsOf(token).userId === as;
}

/** The body; null where there is none. */
async function readJson<T>(response: Response): Promise<T> {
  return parseTrusted<T>((await response.text()) || "null");
}
