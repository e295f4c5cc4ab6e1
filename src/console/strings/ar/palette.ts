import type { palette as english } from "../en/palette.ts";
import type { Translated } from "../translated.ts";

export const palette: Translated<typeof english> = {
  label: "انتقال إلى",
  placeholder: "شخص أو محادثة أو صفحة…",
  found: "النتائج",
  nothing: "لا شيء بهذا الاسم.",
  groups: { conversations: "المحادثات", people: "الأشخاص", places: "الصفحات" },
  places: {
    conversations: "المحادثات",
    feed: "المنشورات",
    jobs: "الوظائف",
    jobApplications: "طلباتك للوظائف",
    notifications: "الإشعارات",
    outbox: "صندوق الصادر",
    plans: "الخطط",
    profile: "ملفك الشخصي",
    search: "البحث",
    spaces: "المساحات",
    settings: "الإعدادات: الحساب",
    settingsActivity: "الإعدادات: النشاط",
    settingsApiKeys: "الإعدادات: مفاتيح API",
    settingsNotifications: "الإعدادات: الإشعارات",
    settingsSessions: "الإعدادات: الجلسات",
    settingsSecurity: "الإعدادات: الأمان",
    operations: "الإدارة: {name}",
  },
};
