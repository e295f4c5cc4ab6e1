import type { UserSummary } from "../features/users/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Other people. */
export class Users {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** People whose username or display name begins with `q`. */
  search(q: string, page: { limit?: number; cursor?: string } = {}): Promise<Result<Page<UserSummary>>> {
    return this.#transport.request("GET", "/users", { query: { q, ...page } });
  }
}
