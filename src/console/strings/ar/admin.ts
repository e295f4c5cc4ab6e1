import type { admin as english } from "../en/admin.ts";
import type { Translated } from "../translated.ts";
import { audit, reports, roles, sessions, user, users } from "./admin-accounts.ts";
import { events, jobs, replay } from "./admin-operations.ts";
import { health, overview } from "./admin-overview.ts";

export const admin: Translated<typeof english> = {
  frame: {
    title: "العمليات",
    notYours: "أدوارك لا تتيح لك رؤية هذه الصفحة.",
    toFirst: "إلى ما يمكنك رؤيته",
    toConversations: "إلى محادثاتك",
  },
  places: {
    overview: "نظرة عامة",
    health: "حالة الخدمة",
    users: "المستخدمون",
    sessions: "الجلسات",
    reports: "البلاغات",
    applications: "الطلبات",
    events: "الأحداث",
    jobs: "المهام",
    audit: "سجل التدقيق",
  },
  filter: {
    state: "الحالة",
    everyState: "كل الحالات",
    from: "من",
    to: "حتى",
    show: "عرض",
    clear: "مسح",
  },
  span: {
    milliseconds: "{count} م.ث",
    seconds: "{count} ث",
    minutes: "{count} د",
    hours: "{count} س",
    days: "{count, plural, zero {# يوم} one {يوم واحد} two {يومان} few {# أيام} many {# يومًا} other {# يوم}}",
    nothing: "–",
  },
  copyId: "نسخ المعرّف",
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
};
