import { audit, reports, roles, sessions, user, users } from "./admin-accounts.ts";
import { events, jobs, replay } from "./admin-operations.ts";
import { health, overview } from "./admin-overview.ts";

export const admin = {
  frame: {
    title: "Operations",
    notYours: "Your roles do not let you see this.",
    toFirst: "To what you may see",
    toConversations: "To your conversations",
  },
  places: {
    overview: "Overview",
    health: "Health",
    users: "Users",
    sessions: "Sessions",
    reports: "Reports",
    applications: "Applications",
    events: "Events",
    jobs: "Jobs",
    audit: "Audit log",
  },
  filter: {
    state: "State",
    everyState: "Every state",
    from: "From",
    to: "Until",
    show: "Show",
    clear: "Clear",
  },
  span: {
    milliseconds: "{count} ms",
    seconds: "{count} s",
    minutes: "{count} min",
    hours: "{count} h",
    days: "{count, plural, one {# day} other {# days}}",
    nothing: "–",
  },
  copyId: "Copy the id",
  audit,
  events,
  health,
  jobs,
  overview,
  replay,
  reports,
  roles,
  sessions,
  user,
  users,
} as const;
