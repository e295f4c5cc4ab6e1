import { part } from "../app/part.ts";

/** The operators' pages, each fetched when it is first needed. */
export const adminPart = {
  layout: part(() => import("./admin-layout.tsx"), "AdminLayout"),
  overview: part(() => import("./overview-page.tsx"), "OverviewPage"),
  health: part(() => import("./health-page.tsx"), "HealthPage"),
  users: part(() => import("./users-page.tsx"), "UsersPage"),
  user: part(() => import("./user-page.tsx"), "UserPage"),
  sessions: part(() => import("./sessions-page.tsx"), "SessionsPage"),
  applications: part(() => import("./applications-page.tsx"), "ApplicationsPage"),
  reports: part(() => import("./reports-page.tsx"), "ReportsPage"),
  events: part(() => import("./events-page.tsx"), "EventsPage"),
  event: part(() => import("./event-page.tsx"), "EventPage"),
  jobs: part(() => import("./jobs-page.tsx"), "JobsPage"),
  job: part(() => import("./job-page.tsx"), "JobPage"),
  audit: part(() => import("./audit-page.tsx"), "AuditPage"),
};
