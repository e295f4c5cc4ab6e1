import type { app as english } from "../en/app.ts";
import type { Translated } from "../strings.ts";

export const app: Translated<typeof english> = {
  connection: {
    offline: "أنت غير متصل. ستظهر الرسائل الجديدة عند عودة الاتصال.",
    reconnecting: "انقطع الاتصال. تجري إعادة الاتصال…",
  },
  notFound: {
    title: "غير موجود",
    nothing: "لا يوجد شيء على هذا العنوان.",
    toConversations: "إلى محادثاتك",
  },
};
