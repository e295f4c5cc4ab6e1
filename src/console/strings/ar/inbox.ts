import type { inbox as english } from "../en/inbox.ts";
import type { Translated } from "../translated.ts";

export const inbox: Translated<typeof english> = {
  title: "الإشعارات",
  markAll: "تحديد الكل كمقروء",
  preferences: "التفضيلات",
  which: "المعروض",
  all: "الكل",
  unread: "غير المقروءة",
  kind: "النوع",
  everyKind: "كل الأنواع",
  what: "الإشعارات",
  list: "الإشعارات",
  older: "عرض الأقدم",
  nothing: "لا شيء هنا.",
  nothingAtAll: "تظهر هنا الإشارات إليك والردود والرسائل التي تفوتك.",
  nothingUnread: "قرأت كل شيء.",
  showAll: "عرض الكل",
  keys: "<key>↑</key> <key>↓</key> للتنقل، <key>Enter</key> للفتح، <key>R</key> للتحديد كمقروء، <key>Delete</key> للإزالة",
};
