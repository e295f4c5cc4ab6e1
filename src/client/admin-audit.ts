import type { AuditRecord } from "../features/security/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type AuditQuery = {
  userId?: string;
  actorId?: string;
  action?: string;
  result?: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
};

/** What was done to accounts, and by operators. To read it is written down there as well. */
export class AdminAudit {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The newest first; `from` and `to` are moments (ISO 8601). */
  list(query: AuditQuery = {}): Promise<Result<Page<AuditRecord>>> {
    return this.#transport.request("GET", "/admin/audit", { query });
  }

  /** Whether it is whole and unaltered, and if not, from which record on. */
  verify(): Promise<Result<{ ok: boolean; checked: number; brokenAt: number | null }>> {
    return this.#transport.request("GET", "/admin/audit/verification");
  }
}
