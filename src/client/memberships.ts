import type { Application, NewPlan, Plan, PlanChanges } from "../features/memberships/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };
type ApplicationQuery = PageQuery & { status?: Application["status"] };

/** Plans, and what becomes of applications for them. */
export class Memberships {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The plans that one can apply for, the newest first. */
  plans(page: PageQuery = {}): Promise<Result<Page<Plan>>> {
    return this.#transport.request("GET", "/plans", { query: page });
  }

  plan(planId: string): Promise<Result<Plan>> {
    return this.#transport.request("GET", `/plans/${planId}`);
  }

  /** `FORBIDDEN` without the permission `plan.manage`. */
  createPlan(plan: NewPlan): Promise<Result<Plan>> {
    return this.#transport.request("POST", "/plans", { body: plan });
  }

  changePlan(planId: string, changes: PlanChanges): Promise<Result<Plan>> {
    return this.#transport.request("PATCH", `/plans/${planId}`, { body: changes });
  }

  /** Has it take no more applications. */
  archivePlan(planId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `/plans/${planId}`);
  }

  /** Applies for a plan. `CONFLICT` while an application is open or approved. */
  apply(planId: string, message?: string): Promise<Result<Application>> {
    const body = message === undefined ? {} : { message };
    return this.#transport.request("POST", `/plans/${planId}/applications`, { body });
  }

  /** One's own applications, the newest first; those of status `approved` are one's memberships. */
  applications(query: ApplicationQuery = {}): Promise<Result<Page<Application>>> {
    return this.#transport.request("GET", "/applications", { query });
  }

  /** The applications for a plan, for who decides on them. */
  applicationsFor(planId: string, query: ApplicationQuery = {}): Promise<Result<Page<Application>>> {
    return this.#transport.request("GET", `/plans/${planId}/applications`, { query });
  }

  /** The applications for every plan, the oldest first. `FORBIDDEN` without the permission `application.decide`. */
  everyApplication(query: ApplicationQuery = {}): Promise<Result<Page<Application>>> {
    return this.#transport.request("GET", "/admin/applications", { query });
  }

  application(applicationId: string): Promise<Result<Application>> {
    return this.#transport.request("GET", `/applications/${applicationId}`);
  }

  /** `ILLEGAL_TRANSITION` for one that is decided. */
  approve(applicationId: string): Promise<Result<Application>> {
    return this.#transport.request("POST", `/applications/${applicationId}/approve`);
  }

  /** The same, with a reason that the applicant is told. */
  reject(applicationId: string, reason?: string): Promise<Result<Application>> {
    const body = reason === undefined ? {} : { reason };
    return this.#transport.request("POST", `/applications/${applicationId}/reject`, { body });
  }

  /** Takes one's own application back. */
  withdraw(applicationId: string): Promise<Result<Application>> {
    return this.#transport.request("POST", `/applications/${applicationId}/withdraw`);
  }
}
