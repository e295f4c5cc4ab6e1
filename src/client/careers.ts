import type { Job, JobApplication, JobChanges, NewJob } from "../features/careers/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };
type ApplicationQuery = PageQuery & { status?: JobApplication["status"] };

/** Jobs, and how applications for them go on. */
export class Careers {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The jobs that one can apply for, the newest first; with `q` those that have every word of it. */
  jobs(query: PageQuery & { q?: string } = {}): Promise<Result<Page<Job>>> {
    return this.#transport.request("GET", "/jobs", { query });
  }

  job(jobId: string): Promise<Result<Job>> {
    return this.#transport.request("GET", `/jobs/${jobId}`);
  }

  /** `FORBIDDEN` without the permission `job.manage`. */
  postJob(job: NewJob): Promise<Result<Job>> {
    return this.#transport.request("POST", "/jobs", { body: job });
  }

  changeJob(jobId: string, changes: JobChanges): Promise<Result<Job>> {
    return this.#transport.request("PATCH", `/jobs/${jobId}`, { body: changes });
  }

  /** Has it take no more applications. */
  closeJob(jobId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/jobs/${jobId}`);
  }

  /** Applies for a job, once. `CONFLICT`. */
  apply(jobId: string, message: string): Promise<Result<JobApplication>> {
    return this.#transport.request("POST", `/jobs/${jobId}/applications`, { body: { message } });
  }

  /** One's own applications, the newest first. */
  applications(query: ApplicationQuery = {}): Promise<Result<Page<JobApplication>>> {
    return this.#transport.request("GET", "/job-applications", { query });
  }

  /** The applications for a job, for who decides on them. */
  applicationsFor(jobId: string, query: ApplicationQuery = {}): Promise<Result<Page<JobApplication>>> {
    return this.#transport.request("GET", `/jobs/${jobId}/applications`, { query });
  }

  application(applicationId: string): Promise<Result<JobApplication>> {
    return this.#transport.request("GET", `/job-applications/${applicationId}`);
  }

  /** Moves an application a step on, or rejects it. `ILLEGAL_TRANSITION` for where it can't go. */
  move(applicationId: string, status: JobApplication["status"]): Promise<Result<JobApplication>> {
    return this.#transport.request("PATCH", `/job-applications/${applicationId}`, { body: { status } });
  }

  /** Takes one's own application back. */
  withdraw(applicationId: string): Promise<Result<JobApplication>> {
    return this.#transport.request("POST", `/job-applications/${applicationId}/withdraw`);
  }
}
