import type { NewSpace, Space, SpaceChanges } from "../features/spaces/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import { Invitations } from "./invitations.ts";
import type { Result } from "./result.ts";
import { SpaceMembers } from "./space-members.ts";
import type { Transport } from "./transport.ts";

/** `isMember` leaves out those that one is not in. */
type SpaceQuery = { isMember?: boolean; limit?: number; cursor?: string };

/** Places where people post among themselves, or for everybody to see. */
export class Spaces {
  readonly members: SpaceMembers;
  readonly invitations: Invitations;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.members = new SpaceMembers(transport);
    this.invitations = new Invitations(transport);
  }

  /** The public ones and one's own, the newest first. */
  list({ isMember, ...page }: SpaceQuery = {}): Promise<Result<Page<Space>>> {
    return this.#transport.request("GET", "/spaces", { query: { ...page, ...(isMember && { member: true }) } });
  }

  /** Makes one and owns it. */
  create(space: Omit<NewSpace, "description"> & { description?: string }): Promise<Result<Space>> {
    return this.#transport.request("POST", "/spaces", { body: space });
  }

  get(spaceId: string): Promise<Result<Space>> {
    return this.#transport.request("GET", `/spaces/${spaceId}`);
  }

  /** `FORBIDDEN` for who does not manage it. */
  update(spaceId: string, changes: SpaceChanges): Promise<Result<Space>> {
    return this.#transport.request("PATCH", `/spaces/${spaceId}`, { body: changes });
  }

  /** Deletes one's own with what was posted in it. */
  remove(spaceId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/spaces/${spaceId}`);
  }
}
