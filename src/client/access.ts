import type { RefreshResult } from "../features/sign-in/contract.ts";
import { exclusively } from "./lock.ts";
import type { ClientOptions, SignOutReason } from "./options.ts";
import { fail, type Result, succeed } from "./result.ts";

type Tokens = Pick<RefreshResult, "accessToken" | "expiresIn" | "refreshToken">;
type Held = { token: string; expiresAt: number };

/** A token this close to its end is replaced first: it must outlive the request that it is sent with. */
const marginMs = 30_000;

const nobody = fail({ code: "UNAUTHENTICATED", status: 401, detail: "Nobody is signed in.", requestId: null });

/**
 * Who is signed in: the access token, in memory only, and its renewal.
 *
 * At the start it is not known whether there is a session (a cookie can't be seen), so the first call asks.
 * One renewal runs at a time in this client, and in browsers one across all tabs: each replaces the cookie.
 */
export class Access {
  #isLeaving = false;
  #held: Held | null = null;
  #mayHaveSession: boolean;
  #refreshToken: string | null;
  #renewal: Promise<Result<string>> | null = null;
  readonly #options: ClientOptions;
  readonly #requestRefresh: (refreshToken: string | null) => Promise<Result<RefreshResult>>;
  readonly #endListeners = new Set<() => void>();

  constructor(options: ClientOptions, requestRefresh: (refreshToken: string | null) => Promise<Result<RefreshResult>>) {
    this.#options = options;
    this.#requestRefresh = requestRefresh;
    this.#refreshToken = options.refreshToken ?? null;
    this.#mayHaveSession = options.tokenTransport !== "body" || this.#refreshToken !== null;
  }

  /** Takes over the tokens of a sign-in or a renewal. */
  accept({ accessToken, expiresIn, refreshToken }: Tokens): void {
    this.#held = { token: accessToken, expiresAt: Date.now() + expiresIn * 1000 };
    this.#mayHaveSession = true;
    if (refreshToken === undefined) return;
    this.#refreshToken = refreshToken;
    this.#options.onRefreshToken?.(refreshToken);
  }

  /** Takes over a token that bears a fresh proof, if it is of the session that is held: it says more than the old one. */
  freshen(fresh: Tokens): void {
    if (this.#held && sessionOf(this.#held.token) === sessionOf(fresh.accessToken)) this.accept(fresh);
  }

  /** A token that is good for the next request, renewed first when it is about to expire. */
  async token(): Promise<Result<string>> {
    const held = this.#held;
    if (held && held.expiresAt - marginMs > Date.now()) return succeed(held.token);
    const renewed = await this.renew();
    // The server can't be reached to renew it, but the old one may be good for some seconds yet.
    if (renewed.error && this.#held && this.#held.expiresAt > Date.now()) return succeed(this.#held.token);
    return renewed;
  }

  /** Gets a new access token; callers at the same time share one request. */
  renew(): Promise<Result<string>> {
    if (!this.#mayHaveSession) return Promise.resolve(nobody);
    this.#renewal ??= exclusively("atrium-refresh", () => this.#renewNow()).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** Does what ends this session on purpose. On failure nobody is signed out, so that it can be tried again. */
  async leave<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    // The server closes this session's sockets before it answers; that is no surprise then.
    this.#isLeaving = true;
    const result = await work();
    if (!result.error || result.error.status === 401) this.end("signed-out");
    this.#isLeaving = false;
    return result;
  }

  /** Forgets the session and tells whoever depends on it. Ending what is over already tells nobody. */
  end(reason: SignOutReason): void {
    const hadSession = this.#held !== null || this.#refreshToken !== null;
    this.#held = null;
    this.#mayHaveSession = false;
    if (this.#refreshToken !== null) this.#options.onRefreshToken?.(null);
    this.#refreshToken = null;
    if (!hadSession) return;
    for (const listener of this.#endListeners) listener();
    this.#options.onSignedOut?.(this.#isLeaving ? "signed-out" : reason);
  }

  /** @returns how to stop listening. */
  onEnd(listener: () => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  async #renewNow(): Promise<Result<string>> {
    const before = this.#held;
    const { data, error } = await this.#requestRefresh(this.#refreshToken);
    // Signed out, or in as someone else, while the request was under way: that is newer than this answer.
    if (this.#held !== before || !this.#mayHaveSession) return this.#held ? succeed(this.#held.token) : nobody;
    if (error) {
      if (error.status === 401) this.end("session-over");
      return fail(error);
    }
    if (before && sessionOf(before.token) !== sessionOf(data.accessToken)) {
      this.end("session-over");
      return nobody;
    }
    this.accept(data);
    return succeed(data.accessToken);
  }
}

/** Another tab may have signed in as someone else: the cookie is theirs then, and this page still shows the first. */
function sessionOf(token: string): unknown {
  const [, payload = ""] = token.split(".");
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return claims && typeof claims === "object" && "sid" in claims ? claims.sid : null;
  } catch {
    return null;
  }
}
