import type { JobDetails, JobRecord, JobStatistics } from "../features/operations/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type JobQuery = {
  type?: string;
  queue?: JobRecord["queue"];
  state?: JobRecord["state"];
  limit?: number;
  cursor?: string;
};

/** The work that is done after requests. */
export class AdminJobs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The newest first; those of state `dead` were given up. */
  list(query: JobQuery = {}): Promise<Result<Page<JobRecord>>> {
    return this.#transport.request("GET", "/admin/jobs", { query });
  }

  get(jobId: string): Promise<Result<JobDetails>> {
    return this.#transport.request("GET", `/admin/jobs/${jobId}`);
  }

  /** How many of each kind are in which state; durations and failures since a time, by default a day ago. */
  stats(from?: string): Promise<Result<JobStatistics>> {
    return this.#transport.request("GET", "/admin/jobs/stats", { query: { from } });
  }

  /** Has one tried again at once. `ILLEGAL_TRANSITION` for one that runs or is done. */
  retry(jobId: string): Promise<Result<JobDetails>> {
    return this.#transport.request("POST", `/admin/jobs/${jobId}/retry`);
  }

  /** Takes one back that nobody runs at this moment. `ILLEGAL_TRANSITION`. */
  cancel(jobId: string): Promise<Result<JobDetails>> {
    return this.#transport.request("POST", `/admin/jobs/${jobId}/cancel`);
  }
}
