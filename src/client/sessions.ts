import type { Session, SessionStats } from "../features/sessions/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Where the user is signed in. */
export class Sessions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The live ones, newest first; `current` marks this client's. */
  list(query: { limit?: number; cursor?: string } = {}): Promise<Result<Page<Session>>> {
    return this.#transport.request("GET", "/sessions", { query });
  }

  /** Signs that device out at once. `NOT_FOUND` when it is over already. */
  revoke(sessionId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/sessions/${sessionId}`);
  }

  /** Signs out everywhere but here, and says how many sessions that ended. */
  terminateOthers(): Promise<Result<{ ended: number }>> {
    return this.#transport.request("POST", "/sessions/terminate-all");
  }

  /** Signs out everywhere, here too. */
  forceLogout(): Promise<Result<{ ended: number }>> {
    const { access } = this.#transport;
    return access.leave(() => this.#transport.request("POST", "/sessions/force-logout"));
  }

  /** Has this session last a day longer. `SESSION_LIMIT` past three days. */
  extend(): Promise<Result<Session>> {
    return this.#transport.request("POST", "/sessions/extend");
  }

  /** How the live sessions divide. */
  stats(): Promise<Result<SessionStats>> {
    return this.#transport.request("GET", "/sessions/stats");
  }
}
