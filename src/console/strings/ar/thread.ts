import type { thread as english } from "../en/thread.ts";
import type { Translated } from "../translated.ts";

export const thread: Translated<typeof english> = {
  log: {
    label: "الرسائل",
    empty: "هنا البداية. قل شيئًا.",
    earlier: "جارٍ تحميل الرسائل السابقة…",
    later: "جارٍ تحميل الرسائل اللاحقة…",
    failed: "لم ينجح ذلك.",
    again: "إعادة المحاولة",
    newest: "الانتقال إلى أحدث الرسائل",
    newMessages:
      "{count, plural, zero {لا رسائل جديدة} one {رسالة جديدة} two {رسالتان جديدتان} few {# رسائل جديدة} many {# رسالة جديدة} other {# رسالة جديدة}}",
    unread: "جديد",
  },
  message: {
    you: "أنت",
    deleted: "حُذفت الرسالة",
    edited: "معدَّلة",
    editedAt: "عُدِّلت {moment}",
    files: "{count, plural, zero {لا ملفات} one {ملف واحد} two {ملفان} few {# ملفات} many {# ملفًا} other {# ملف}}",
    repliesTo: "رد على \u2068{name}\u2069: \u2068{words}\u2069",
    earlier: "رسالة سابقة",
  },
  menu: {
    react: "إضافة تفاعل",
    more: "خيارات رسالة \u2068{name}\u2069",
    moreOwn: "خيارات رسالتك",
    reply: "رد",
    edit: "تعديل",
    copy: "نسخ النص",
    before: "النص قبل التعديل",
    report: "إبلاغ",
    reported: "هذه الرسالة",
    remove: "حذف",
  },
  reactions: {
    label: "التفاعلات",
    one: "{emoji} {count, number}، من \u2068{names}\u2069",
    you: "أنت",
    others:
      "{count, plural, zero {لا آخرين} one {شخص آخر} two {شخصان آخران} few {# آخرين} many {# آخرين} other {# آخرين}}",
  },
  receipts: {
    sent: "أُرسلت",
    seen: "شوهدت",
    all: "شاهدها الجميع",
    by: "شاهدها \u2068{names}\u2069",
    more: "{count} غيرهم",
  },
  outgoing: {
    sending: "جارٍ الإرسال…",
    waiting: "ستُرسل عند عودة الاتصال",
    sent: "أُرسلت",
    failed: "لم تُرسل.",
    again: "إعادة المحاولة",
    discard: "تجاهل",
  },
  answer: {
    thinking: "يفكر…",
    failed: "\u2068{reason}\u2069 أعد المحاولة بعد {time}.",
    again: "إعادة المحاولة",
  },
  history: {
    what: "النسخ السابقة",
    until: "حتى {moment}",
    now: "الآن",
  },
  remove: {
    title: "حذف هذه الرسالة؟",
    explanation: "ستختفي لدى الجميع، وتبقى علامة في مكانها.",
  },
  files: {
    label: "المرفقات",
    openImage: "فتح الصورة \u2068{name}\u2069",
    download: "تنزيل \u2068{name}\u2069، {size}",
    downloadSize: "تنزيل ({size})",
    play: "تشغيل \u2068{name}\u2069، {size}",
  },
};
