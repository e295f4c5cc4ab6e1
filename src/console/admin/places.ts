// The addresses are plain texts: a link to one of so many known ones takes the compiler minutes to check.
export type AdminPlace = { to: string; key: AdminPlaceKey; permission: string };
export type AdminPlaceKey =
  | "overview"
  | "health"
  | "users"
  | "sessions"
  | "applications"
  | "reports"
  | "events"
  | "jobs"
  | "audit";

/** The operators' pages, each with the permission that it needs; `place-names.ts` has their names. */
const adminPlaces: AdminPlace[] = [
  { to: "/admin", key: "overview", permission: "metrics.view" },
  { to: "/admin/health", key: "health", permission: "health.view" },
  { to: "/admin/users", key: "users", permission: "user.view" },
  { to: "/admin/sessions", key: "sessions", permission: "session.view" },
  { to: "/admin/applications", key: "applications", permission: "application.decide" },
  { to: "/admin/reports", key: "reports", permission: "report.view" },
  { to: "/admin/events", key: "events", permission: "event.view" },
  { to: "/admin/jobs", key: "jobs", permission: "job.view" },
  { to: "/admin/audit", key: "audit", permission: "audit.view" },
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
