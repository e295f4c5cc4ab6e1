import type { Invitation } from "../features/spaces/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** Invitations into spaces: one's own to answer, and those of spaces that one manages. */
export class Invitations {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** One's own open ones, the newest first. */
  list(page: PageQuery = {}): Promise<Result<Page<Invitation>>> {
    return this.#transport.request("GET", "/invitations", { query: page });
  }

  /** The open ones into a space that one manages. */
  listOf(spaceId: string, page: PageQuery = {}): Promise<Result<Page<Invitation>>> {
    return this.#transport.request("GET", `/spaces/${spaceId}/invitations`, { query: page });
  }

  /** Invites somebody; while they have an open invitation, that one is given. */
  send(spaceId: string, userId: string): Promise<Result<Invitation>> {
    return this.#transport.request("POST", `/spaces/${spaceId}/invitations`, { body: { userId } });
  }

  /** `ILLEGAL_TRANSITION` for one that is decided. */
  accept(invitationId: string): Promise<Result<Invitation>> {
    return this.#transport.request("POST", `/invitations/${invitationId}/accept`);
  }

  decline(invitationId: string): Promise<Result<Invitation>> {
    return this.#transport.request("POST", `/invitations/${invitationId}/decline`);
  }

  /** Takes back one into a space that one manages. */
  revoke(invitationId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/invitations/${invitationId}`);
  }
}
