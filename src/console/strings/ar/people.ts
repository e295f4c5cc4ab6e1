import type { people as english } from "../en/people.ts";
import type { Translated } from "../translated.ts";

export const people: Translated<typeof english> = {
  link: { copied: "نُسخ الرابط.", notCopied: "تعذّر نسخ الرابط." },
  finder: {
    placeholder: "الاسم أو اسم المستخدم",
    nobody: "لا اسم يبدأ بهذا.",
  },
  block: {
    block: "حظر {name}",
    unblock: "إلغاء حظر {name}",
    ask: "هل تريد حظر {name}؟",
    action: "حظر",
    hint: "لن يصلك منه شيء بعد الآن، ولن يُبلَّغ بذلك.",
  },
  report: {
    title: "الإبلاغ عن {what}",
    hint: "يرى المشرفون وحدهم ما تكتبه هنا.",
    reason: "ما المشكلة؟",
    thanks: "شكرًا لك. سيطّلع المشرفون على بلاغك.",
    close: "إغلاق",
    cancel: "إلغاء",
    action: "إبلاغ",
  },
  profile: {
    what: "الملف الشخصي",
    unknown: "لا يوجد أحد بهذا الاسم.",
    unknownHint: "قد تتغيّر أسماء المستخدمين. ابحث عن الشخص باسمه.",
    search: "البحث عن أشخاص",
    followers:
      "{count, plural, zero {لا متابعين} one {متابع <b>واحد</b>} two {<b>متابعان</b>} few {<b>#</b> متابعين} many {<b>#</b> متابعًا} other {<b>#</b> متابع}}",
    following: "يتابع <b>{count, number}</b>",
    followersTitle: "متابعو {name}",
    followingTitle: "من يتابعهم {name}",
    followersWhat: "المتابعين",
    followingWhat: "الأشخاص",
    nobodyFollows: "لا أحد بعد.",
    followsNobody: "لا أحد بعد.",
    followsYou: "يتابعك",
    joined: "انضم في {when}",
    message: "مراسلة",
    edit: "تعديل الملف الشخصي",
    more: "المزيد حول {name}",
    report: "إبلاغ",
    copyLink: "نسخ الرابط",
    blocked: "لقد حظرت {name}: لن يصلك منه شيء.",
    noPosts: "لا منشورات بعد",
    noPostsOfYours: "يجد الآخرون هنا ما تنشره.",
    noPostsOfOthers: "يظهر هنا ما ينشره {name}.",
  },
};
