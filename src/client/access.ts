import type { RefreshResult } from "../features/sign-in/contract.ts";
import { claimsOf } from "./claims.ts";
import { exclusively } from "./lock.ts";
import type { ClientOptions, SignOutReason } from "./options.ts";
import { fail, type Result, succeed, unreachable } from "./result.ts";
import { Tabs } from "./tabs.ts";

type Tokens = Pick<RefreshResult, "accessToken" | "expiresIn" | "refreshToken">;
type Held = { token: string; expiresAt: number };
type RequestRefresh = (refreshToken: string | null) => Promise<Result<RefreshResult>>;

/** A token this close to its end is replaced first: it must outlive the request that it is sent with. */
const marginMs = 30_000;

/** How long a tab that has renewed keeps its turn, so that the next one hears of it before it would renew as well. */
const hearingMs = 50;

const nobody = fail({ code: "UNAUTHENTICATED", status: 401, detail: "Nobody is signed in.", requestId: null });

/**
 * Who is signed in: the access token, in memory only, and its renewal.
 *
 * At the start it is not known whether there is a session (a cookie can't be seen), so the first call asks.
 * One renewal runs at a time in this client, and in browsers one across all tabs: each replaces the cookie.
 * The tabs of one session that wake up together renew once, and the first tells the others its new token.
 */
export class Access {
  #isLeaving = false;
  #held: Held | null = null;
  #mayHaveSession: boolean;
  #refreshToken: string | null;
  #renewal: Promise<Result<string>> | null = null;
  readonly #options: ClientOptions;
  readonly #requestRefresh: RequestRefresh;
  readonly #otherTabs: Tabs<Held> | null;
  readonly #endListeners = new Set<(reason: SignOutReason) => void>();
  readonly #userListeners = new Set<(userId: string) => void>();

  constructor(origin: string, options: ClientOptions, requestRefresh: RequestRefresh) {
    this.#options = options;
    this.#requestRefresh = requestRefresh;
    this.#refreshToken = options.refreshToken ?? null;
    this.#mayHaveSession = options.tokenTransport !== "body" || this.#refreshToken !== null;
    // Only cookies make tabs share a session.
    const sharesSession = options.tokenTransport !== "body";
    this.#otherTabs = sharesSession ? new Tabs(`atrium-access ${origin}`, (token) => this.#hear(token)) : null;
  }

  /** Who is signed in, as far as it is known: null also before the first answer of the server. */
  get userId(): string | null {
    return this.#held && claimsOf(this.#held.token).userId;
  }

  /** Takes over the tokens of a sign-in or a renewal. */
  accept({ accessToken, expiresIn, refreshToken }: Tokens): void {
    // What is open belongs to whom it was opened for.
    if (this.#held && !isOfSameUser(this.#held.token, accessToken)) this.#tellOfEnd("session-over");
    this.#mayHaveSession = true;
    if (refreshToken !== undefined) {
      this.#refreshToken = refreshToken;
      this.#options.onRefreshToken?.(refreshToken);
    }
    this.#hold({ token: accessToken, expiresAt: Date.now() + expiresIn * 1000 });
  }

  /** Takes over a token that bears a fresh proof, if it is of the session that is held: it says more than the old one. */
  freshen(fresh: Tokens): void {
    if (this.#held && isSameSession(this.#held.token, fresh.accessToken)) this.accept(fresh);
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

  /**
   * Gets a new access token; callers at the same time share one request.
   *
   * @param refused the token that was found too old: if another has taken its place since, that is the new one
   */
  renew(refused?: string): Promise<Result<string>> {
    if (!this.#mayHaveSession) return Promise.resolve(nobody);
    if (refused !== undefined && this.#held && this.#held.token !== refused) {
      return Promise.resolve(succeed(this.#held.token));
    }
    this.#renewal ??= this.#renewInTurn().finally(() => {
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
    const told = this.#isLeaving ? "signed-out" : reason;
    this.#tellOfEnd(told);
    this.#options.onSignedOut?.(told);
  }

  /** @returns how to stop listening. */
  onEnd(listener: (reason: SignOutReason) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** Calls back with who is signed in, at every sign-in and every renewal. */
  onUser(listener: (userId: string) => void): void {
    this.#userListeners.add(listener);
  }

  #tellOfEnd(reason: SignOutReason): void {
    for (const listener of this.#endListeners) listener(reason);
  }

  #hold(held: Held): void {
    this.#held = held;
    const { userId } = claimsOf(held.token);
    if (userId === null) return;
    for (const listener of this.#userListeners) listener(userId);
  }

  /** Another tab has renewed. Who knows no session yet, and is about to ask for one, would be given the same. */
  #hear(told: Held): void {
    if (!this.#mayHaveSession) return;
    const isOurs = this.#held ? isSameSession(this.#held.token, told.token) : this.#renewal !== null;
    if (isOurs && told.expiresAt > (this.#held?.expiresAt ?? 0)) this.#hold(told);
  }

  #renewInTurn(): Promise<Result<string>> {
    const others = this.#otherTabs;
    if (!others) return this.#renewNow();
    const before = this.#held;
    return new Promise((resolve) => {
      const work = async () => {
        if (this.#held && this.#held !== before) return resolve(succeed(this.#held.token));
        const result = await this.#renewNow();
        resolve(result);
        if (result.error || !this.#held || !others.areThere) return;
        others.tell(this.#held);
        await new Promise((heard) => setTimeout(heard, hearingMs));
      };
      // A page that is going away gets no turn.
      exclusively("atrium-refresh", work).catch(() => resolve(unreachable()));
    });
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
    if (before && !isSameSession(before.token, data.accessToken)) {
      this.end("session-over");
      return nobody;
    }
    this.accept(data);
    return succeed(data.accessToken);
  }
}

/** Another tab may have signed in as someone else: the cookie is theirs then, and this page still shows the first. */
function isSameSession(token: string, other: string): boolean {
  return claimsOf(token).sessionId === claimsOf(other).sessionId;
}

function isOfSameUser(token: string, other: string): boolean {
  return claimsOf(token).userId === claimsOf(other).userId;
}
