import type { AnySession } from "../features/sessions/contract.ts";
import type { User } from "../features/users/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** Everybody's accounts, what they may do, and where they are signed in. */
export class AdminUsers {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** All, or those whose username, name or address begins with `q`. */
  list(query: PageQuery & { q?: string } = {}): Promise<Result<Page<User>>> {
    return this.#transport.request("GET", "/admin/users", { query });
  }

  get(userId: string): Promise<Result<User>> {
    return this.#transport.request("GET", `/admin/users/${userId}`);
  }

  /** The roles there are, with what each permits. */
  roles(): Promise<Result<Page<{ name: string; permissions: string[] }>>> {
    return this.#transport.request("GET", "/admin/roles");
  }

  /** It counts from the user's next call on. `STEP_UP_REQUIRED`. */
  grantRole(userId: string, role: string): Promise<Result<null>> {
    return this.#transport.request("PUT", `/admin/users/${userId}/roles/${role}`);
  }

  /** `STEP_UP_REQUIRED`, `CONFLICT` for the last administrator. */
  revokeRole(userId: string, role: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/admin/users/${userId}/roles/${role}`);
  }

  /** Sessions of all users or of one, the newest first. */
  sessions(query: PageQuery & { userId?: string; live?: boolean } = {}): Promise<Result<Page<AnySession>>> {
    return this.#transport.request("GET", "/admin/sessions", { query });
  }

  /** Removes sessions that are over from that list, a thousand at most. */
  cleanUpSessions(): Promise<Result<{ removed: number }>> {
    return this.#transport.request("POST", "/admin/sessions/cleanup");
  }

  /** Ends all sessions of a user. */
  forceLogout(userId: string): Promise<Result<{ ended: number }>> {
    return this.#transport.request("POST", `/admin/users/${userId}/force-logout`);
  }
}
