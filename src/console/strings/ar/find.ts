import type { find as english } from "../en/find.ts";
import type { Translated } from "../translated.ts";

export const find: Translated<typeof english> = {
  here: "البحث في هذه المحادثة",
  close: "إغلاق البحث",
  what: "الرسائل",
  found: "عدد النتائج: {count}",
  nothing: "لا توجد رسائل بهذه الكلمات.",
  list: "الرسائل التي عُثر عليها",
  more: "عرض المزيد",
  in: "في <who>{name}</who>",
};
