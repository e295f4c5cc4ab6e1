import { AdminAudit } from "./admin-audit.ts";
import { AdminEvents } from "./admin-events.ts";
import { AdminHealth } from "./admin-health.ts";
import { AdminJobs } from "./admin-jobs.ts";
import { AdminReports } from "./admin-reports.ts";
import { AdminUsers } from "./admin-users.ts";
import type { Transport } from "./transport.ts";

/** What operators see and do. Every call is `FORBIDDEN` without its permission. */
export class Admin {
  readonly users: AdminUsers;
  readonly audit: AdminAudit;
  readonly reports: AdminReports;
  readonly events: AdminEvents;
  readonly jobs: AdminJobs;
  readonly health: AdminHealth;

  constructor(transport: Transport) {
    this.users = new AdminUsers(transport);
    this.audit = new AdminAudit(transport);
    this.reports = new AdminReports(transport);
    this.events = new AdminEvents(transport);
    this.jobs = new AdminJobs(transport);
    this.health = new AdminHealth(transport);
  }
}
