import { t } from "../strings/strings.ts";

// The addresses are plain texts: a link to one of so many known ones takes the compiler minutes to check.
export type AdminPlace = { to: string; name: string; permission: string };

/** The operators' pages, each with the permission that it needs. */
const adminPlaces: AdminPlace[] = [
  { to: "/admin", name: t("admin.places.overview"), permission: "metrics.view" },
  { to: "/admin/health", name: t("admin.places.health"), permission: "health.view" },
  { to: "/admin/users", name: t("admin.places.users"), permission: "user.view" },
  { to: "/admin/sessions", name: t("admin.places.sessions"), permission: "session.view" },
  { to: "/admin/applications", name: t("plans.applications.title"), permission: "application.decide" },
  { to: "/admin/reports", name: t("admin.places.reports"), permission: "report.view" },
  { to: "/admin/events", name: t("admin.places.events"), permission: "event.view" },
  { to: "/admin/jobs", name: t("admin.places.jobs"), permission: "job.view" },
  { to: "/admin/audit", name: t("admin.places.audit"), permission: "audit.view" },
];

type Permitted = { permissions: string[] };

export function may({ permissions }: Permitted, permission: string): boolean {
  return permissions.includes("ALL") || permissions.includes(permission);
}

/** Those that somebody may see. */
export function placesOf(me: Permitted): AdminPlace[] {
  return adminPlaces.filter(({ permission }) => may(me, permission));
}

/** The operators' page that a path is of or below. */
export function placeAt(path: string): AdminPlace | undefined {
  return adminPlaces.findLast(({ to }) => path === to || path.startsWith(`${to}/`));
}
