import type { composer as english } from "../en/composer.ts";
import type { Translated } from "../translated.ts";

export const composer: Translated<typeof english> = {
  placeholder: "رسالة إلى \u2068{name}\u2069",
  send: "إرسال",
  save: "حفظ",
  about: {
    edit: "تعديل رسالتك",
    reply: "رد على <who>{name}</who>",
    stopEdit: "إلغاء التعديل",
    stopReply: "إلغاء الرد",
  },
  files: {
    attach: "إرفاق ملفات",
    input: "الملفات",
    label: "ملفات للإرسال",
    drop: "أفلت الملفات لإرسالها",
    remove: "إزالة \u2068{name}\u2069",
    uploading: "جارٍ رفع \u2068{name}\u2069",
    again: "إعادة المحاولة",
    tooMany: "تتسع الرسالة لعشرة ملفات.",
    tooLarge: "أقصى حجم للملف 25 ميغابايت.",
    wrongKind: "هذا النوع من الملفات غير مقبول.",
  },
  mentions: {
    label: "أشخاص للإشارة إليهم",
    found:
      "{count, plural, zero {لا أحد للإشارة إليه} one {شخص واحد للإشارة إليه} two {شخصان للإشارة إليهما} few {# أشخاص للإشارة إليهم} many {# شخصًا للإشارة إليهم} other {# شخص للإشارة إليهم}}",
  },
};
