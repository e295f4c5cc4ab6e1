import type { NewReport, Report } from "../features/moderation/contract.ts";
import type { UserSummary } from "../features/users/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Keeping others away, and telling the moderators. */
export class Moderation {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Nothing of that person's reaches one any more, and they are not told. */
  block(username: string): Promise<Result<null>> {
    return this.#transport.request("PUT", `/users/${encodeURIComponent(username)}/block`);
  }

  unblock(username: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/users/${encodeURIComponent(username)}/block`);
  }

  /** Whom one has blocked. */
  blocked(query: { limit?: number; cursor?: string } = {}): Promise<Result<Page<UserSummary>>> {
    return this.#transport.request("GET", "/me/blocks", { query });
  }

  /** Has the moderators look at a person, a conversation or a message that one can see. */
  report(report: NewReport): Promise<Result<Report>> {
    return this.#transport.request("POST", "/reports", { body: report });
  }
}
