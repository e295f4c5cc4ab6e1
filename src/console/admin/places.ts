/** The operators' pages, each with the permission that it needs. */
export const adminPlaces = [
  { to: "/admin/users", name: "Users", permission: "user.view" },
  { to: "/admin/reports", name: "Reports", permission: "report.view" },
  { to: "/admin/events", name: "Events", permission: "event.view" },
  { to: "/admin/jobs", name: "Jobs", permission: "job.view" },
  { to: "/admin/audit", name: "Audit log", permission: "audit.view" },
] as const;

export type AdminPlace = (typeof adminPlaces)[number];

type Permitted = { permissions: string[] };

export function may({ permissions }: Permitted, permission: string): boolean {
  return permissions.includes("ALL") || permissions.includes(permission);
}

/** Those that somebody may see. */
export function placesOf(me: Permitted): AdminPlace[] {
  return adminPlaces.filter(({ permission }) => may(me, permission));
}
