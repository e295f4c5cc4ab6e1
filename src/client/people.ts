import type { Profile } from "../features/people/contract.ts";
import type { UserSummary } from "../features/users/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** Others as one sees them, and whom one follows. */
export class People {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get(username: string): Promise<Result<Profile>> {
    return this.#transport.request("GET", pathOf(username));
  }

  /** Their posts come in one's home feed. `FORBIDDEN` where one of the two has blocked the other. */
  follow(username: string): Promise<Result<null>> {
    return this.#transport.request("PUT", `${pathOf(username)}/follow`);
  }

  unfollow(username: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `${pathOf(username)}/follow`);
  }

  /** Who follows them, the newest first. */
  followers(username: string, page: PageQuery = {}): Promise<Result<Page<UserSummary>>> {
    return this.#transport.request("GET", `${pathOf(username)}/followers`, { query: page });
  }

  /** Whom they follow, the newest first. */
  following(username: string, page: PageQuery = {}): Promise<Result<Page<UserSummary>>> {
    return this.#transport.request("GET", `${pathOf(username)}/following`, { query: page });
  }
}

function pathOf(username: string): string {
  return `/users/${encodeURIComponent(username)}`;
}
