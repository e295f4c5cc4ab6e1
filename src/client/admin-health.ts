import type { DetailedHealth, Suppression } from "../features/operations/contract.ts";
import type { Metrics } from "../features/metrics/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type MetricsQuery = { from?: string; step?: "60" | "300" | "3600" };
type SuppressionQuery = { address?: string; limit?: number; cursor?: string };

/** How the service fares. */
export class AdminHealth {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Whether what every request needs works, and how each provider and the cache do. */
  get(): Promise<Result<DetailedHealth>> {
    // Health is told beside the API, not below it.
    return this.#transport.request("GET", "/../../health/detailed");
  }

  /** What was counted since a time (ISO 8601, by default an hour ago) in steps of so many seconds, and what waits now. */
  metrics(query: MetricsQuery = {}): Promise<Result<Metrics>> {
    return this.#transport.request("GET", "/admin/metrics", { query });
  }

  /** The addresses at which nobody could be reached, the newest first; or one of them. */
  suppressions(query: SuppressionQuery = {}): Promise<Result<Page<Suppression>>> {
    return this.#transport.request("GET", "/admin/suppressions", { query });
  }

  /** Has an address tried again. `NOT_FOUND` when it is not suppressed any more. */
  unsuppress(suppressionId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/admin/suppressions/${suppressionId}`);
  }
}
