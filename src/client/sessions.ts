import type { Session } from "../features/sessions/contract.ts";
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
}
