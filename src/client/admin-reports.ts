import type { ReportRecord } from "../features/moderation/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type ReportQuery = { status?: ReportRecord["status"]; limit?: number; cursor?: string };
type ReportDecision = { status: "resolved" | "dismissed"; note?: string };

/** What people reported. */
export class AdminReports {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The newest first. */
  list(query: ReportQuery = {}): Promise<Result<Page<ReportRecord>>> {
    return this.#transport.request("GET", "/admin/reports", { query });
  }

  /** Decides one, once. `ILLEGAL_TRANSITION` when it is decided already. */
  decide(reportId: string, decision: ReportDecision): Promise<Result<ReportRecord>> {
    return this.#transport.request("PATCH", `/admin/reports/${reportId}`, { body: decision });
  }
}
