import type { chat as english } from "../en/chat.ts";
import type { Translated } from "../translated.ts";

export const chat: Translated<typeof english> = {
  title: "المحادثات",
  documentTitle: "{name} · Atrium",
  all: "كل المحادثات",
  what: {
    conversations: "المحادثات",
    conversation: "المحادثة",
    messages: "الرسائل",
    companions: "المساعدين",
  },
  list: {
    search: "البحث في كل الرسائل",
    empty: "لا أحد هنا بعد. ابدأ محادثة بالزر «جديدة».",
    more: "عرض المزيد",
    onlyYou: "أنت وحدك",
    nothingSaid: "لا رسائل بعد",
    own: "أنت: <said>{words}</said>",
    draft: "<mark>مسودة:</mark> <said>{words}</said>",
    muted: "مكتومة",
    unread:
      "{count, plural, zero {لا رسائل غير مقروءة} one {رسالة واحدة غير مقروءة} two {رسالتان غير مقروءتين} few {# رسائل غير مقروءة} many {# رسالة غير مقروءة} other {# رسالة غير مقروءة}}",
    typing: "يكتب…",
  },
  header: {
    members: "{count, plural, zero {لا أعضاء} one {عضو واحد} two {عضوان} few {# أعضاء} many {# عضوًا} other {# عضو}}",
    companion: "مساعد ذكي",
    search: "البحث في هذه المحادثة",
    groupDetails: "تفاصيل المجموعة",
    details: "التفاصيل",
  },
  none: {
    title: "لا محادثة مفتوحة بعد",
    advice: "اختر محادثة، أو ابدأ محادثة جديدة.",
  },
  missing: {
    explanation: "هذه المحادثة غير موجودة، أو لست عضوًا فيها.",
    back: "إلى محادثاتك",
  },
  gone: "لم تعد عضوًا في هذه المحادثة.",
  begin: {
    button: "جديدة",
    title: "محادثة جديدة",
    with: "مع من",
    person: "شخص",
    group: "مجموعة",
    companion: "مساعد",
    who: "مع من؟",
    noCompanions: "لا يوجد مساعدون هنا.",
  },
  typing:
    "{count, plural, zero {لا أحد يكتب} one {\u2068{names}\u2069 يكتب الآن} two {\u2068{names}\u2069 يكتبان الآن} few {\u2068{names}\u2069 يكتبون الآن} many {\u2068{names}\u2069 يكتبون الآن} other {\u2068{names}\u2069 يكتبون الآن}}",
};
