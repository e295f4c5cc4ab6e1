import type { group as english } from "../en/group.ts";
import type { Translated } from "../translated.ts";

export const group: Translated<typeof english> = {
  add: { button: "إضافة أشخاص", who: "من تريد إضافته؟" },
  details: {
    profile: "الملف الشخصي",
    report: "إبلاغ",
    reported: "هذه المحادثة",
  },
  leave: {
    button: "مغادرة",
    title: "مغادرة هذه المجموعة؟",
    words: "يبقى ما قيل لدى الآخرين. لن تعود إليها إلا إذا أضافك أحد أعضائها.",
  },
  remove: {
    button: "حذف المجموعة",
    action: "حذف",
    title: "حذف هذه المجموعة؟",
    words: "سيُحذف كل ما قيل فيها لدى الجميع، ولا يمكن التراجع عن ذلك.",
  },
  member: {
    self: "<who>{name}</who> (أنت)",
    roleOf: "دور \u2068{name}\u2069",
    owner: "المالك",
    admin: "مشرف",
    member: "عضو",
    remove: "إزالة",
    removeWho: "إزالة \u2068{name}\u2069",
  },
  members: {
    label: "الأعضاء",
    count: "{count, plural, zero {لا أعضاء} one {عضو واحد} two {عضوان} few {# أعضاء} many {# عضوًا} other {# عضو}}",
    first: "يظهر هنا أول {count} ممن انضموا.",
  },
  mute: {
    legend: "إشعارات هذه المحادثة",
    mute: "كتم",
    hour: "لساعة",
    day: "ليوم",
    forGood: "دائمًا",
    muted: "مكتومة",
    until: "مكتومة حتى {moment}",
    unmute: "إلغاء الكتم",
  },
  create: {
    who: "من فيها؟",
    chosen: "المختارون",
    leaveOut: "استبعاد \u2068{name}\u2069",
    title: "اسم المجموعة",
    submit: "إنشاء المجموعة",
  },
  rename: { title: "اسم المجموعة", saved: "حُفظ الاسم.", submit: "تغيير الاسم" },
};
