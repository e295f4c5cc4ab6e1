import type { ProblemDetails } from "../platform/http/contract.ts";
import type { RefreshResult } from "../features/sign-in/contract.ts";
import { Access } from "./access.ts";
import { parseTrusted } from "./json.ts";
import type { ClientOptions } from "./options.ts";
import { fail, type Failure, type Result, type StepUpMethod, succeed, unreachable } from "./result.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type Call = {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** `none` for what needs nobody signed in; its answer may set the session's cookies. */
  auth?: "bearer" | "none";
  /** Whether the answer may set cookies; below `/auth/` every answer may. */
  setsCookies?: boolean;
};

const timeoutMs = 30_000;

/** Codes of a 401 that a new access token may mend. */
const renewable = new Set(["TOKEN_EXPIRED", "UNAUTHENTICATED"]);

/** One HTTP call at a time to `/api/v1`: address, token, JSON in and out, problems as failures. */
export class Transport {
  readonly access: Access;
  readonly options: ClientOptions;
  readonly #base: URL;

  constructor(url: string, options: ClientOptions) {
    this.#base = new URL("/api/v1/", url);
    this.options = options;
    this.access = new Access(options, (refreshToken) => this.#refresh(refreshToken));
  }

  /** Calls, renewing the access token once where that helps. Never throws for what a server can answer. */
  async request<T>(method: Method, path: string, call: Call = {}): Promise<Result<T>> {
    if (call.auth === "none") return this.#send<T>(method, path, call, null);
    const token = await this.access.token();
    if (token.error) return token;
    const first = await this.#send<T>(method, path, call, token.data);
    if (first.error?.status !== 401) return first;
    if (!renewable.has(first.error.code)) {
      this.access.end("session-over");
      return first;
    }
    const renewed = await this.access.renew();
    return renewed.error ? renewed : this.#send<T>(method, path, call, renewed.data);
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

  #refresh(refreshToken: string | null): Promise<Result<RefreshResult>> {
    return this.#send("POST", "/auth/refresh", refreshToken === null ? {} : { body: { refreshToken } }, null);
  }

  async #send<T>(method: Method, path: string, call: Call, token: string | null): Promise<Result<T>> {
    try {
      const address = this.address(path, call.query);
      const response = await (this.options.fetch ?? fetch)(address, this.#init(method, path, call, token));
      return response.ok ? succeed(await read<T>(response)) : fail(await failureOf(response));
    } catch {
      return unreachable();
    }
  }

  #init(method: Method, path: string, { body, setsCookies }: Call, token: string | null) {
    const headers = new Headers(this.options.headers);
    if (token !== null) headers.set("authorization", `Bearer ${token}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    const usesCookies = (setsCookies === true || path.startsWith("/auth/")) && this.options.tokenTransport !== "body";
    return {
      method,
      headers,
      credentials: usesCookies ? ("include" as const) : ("omit" as const),
      // A renewal must reach the cookie jar even if the page goes away meanwhile.
      keepalive: path === "/auth/refresh",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
  }
}

/** The body; null where there is none. */
async function read<T>(response: Response): Promise<T> {
  return parseTrusted<T>((await response.text()) || "null");
}

type Answered = Partial<Omit<ProblemDetails, "methods"> & { methods: StepUpMethod[] }>;

async function failureOf(response: Response): Promise<Failure> {
  const { status, headers } = response;
  const retryAfterSeconds = Number(headers.get("retry-after") ?? Number.NaN);
  // A proxy in between may answer with something other than a problem.
  const body: Answered = await read<Answered | null>(response).then(
    (problem) => problem ?? {},
    () => ({}),
  );
  return {
    code: body.code ?? (status >= 500 ? "UNAVAILABLE" : "UNKNOWN"),
    status,
    detail: body.detail ?? `The server answered ${status}.`,
    requestId: body.requestId ?? headers.get("x-request-id"),
    ...(body.errors && { errors: body.errors }),
    ...(body.methods && { methods: body.methods }),
    ...(Number.isFinite(retryAfterSeconds) && { retryAfterSeconds }),
  };
}
