import { t } from "../strings/later.ts";
import type { AdminPlaceKey } from "./places.ts";

/** What the operators' pages are called. Apart from their addresses, which the page starts with. */
export const placeNames: Record<AdminPlaceKey, string> = {
  overview: t("admin.places.overview"),
  health: t("admin.places.health"),
  users: t("admin.places.users"),
  sessions: t("admin.places.sessions"),
  applications: t("plans.applications.title"),
  reports: t("admin.places.reports"),
  events: t("admin.places.events"),
  jobs: t("admin.places.jobs"),
  audit: t("admin.places.audit"),
};
