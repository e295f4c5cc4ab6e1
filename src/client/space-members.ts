import type { SpaceMember, SpaceRole } from "../features/spaces/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import { fail, type Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** Who belongs to a space. */
export class SpaceMembers {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** In the order in which they joined. */
  list(spaceId: string, page: PageQuery = {}): Promise<Result<Page<SpaceMember>>> {
    return this.#transport.request("GET", `/spaces/${spaceId}/members`, { query: page });
  }

  /** Joins a public space oneself. */
  async join(spaceId: string): Promise<Result<null>> {
    const { data: path, error } = await this.#ownPath(spaceId);
    return error ? fail(error) : this.#transport.request("PUT", path);
  }

  /** Leaves it oneself. `CONFLICT` for its owner, who hands it over first. */
  async leave(spaceId: string): Promise<Result<null>> {
    const { data: path, error } = await this.#ownPath(spaceId);
    return error ? fail(error) : this.#transport.request("DELETE", path);
  }

  /** Gives a member another role; `owner` hands the space over. */
  setRole(spaceId: string, userId: string, role: SpaceRole): Promise<Result<SpaceMember>> {
    return this.#transport.request("PATCH", pathOf(spaceId, userId), { body: { role } });
  }

  remove(spaceId: string, userId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", pathOf(spaceId, userId));
  }

  async #ownPath(spaceId: string): Promise<Result<string>> {
    const { error } = await this.#transport.access.token();
    if (error) return fail(error);
    return { data: pathOf(spaceId, this.#transport.access.userId ?? ""), error: null };
  }
}

function pathOf(spaceId: string, userId: string): string {
  return `/spaces/${spaceId}/members/${userId}`;
}
