import type { ui as english } from "../en/ui.ts";
import type { Translated } from "../translated.ts";

export const ui: Translated<typeof english> = {
  cancel: "إلغاء",
  close: "إغلاق",
  copy: { action: "نسخ", done: "تم النسخ", failed: "انسخه يدويًا" },
  dismiss: "تجاهل",
  loading: "جارٍ تحميل {what}…",
  showMore: "عرض المزيد",
  tryAgain: "إعادة المحاولة",
};
