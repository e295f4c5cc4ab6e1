import type * as english from "../en/admin-accounts.ts";
import type { Translated } from "../translated.ts";

export const users: Translated<typeof english.users> = {
  search: "بداية الاسم أو اسم المستخدم أو البريد",
  list: "المستخدمون",
  nothing: "لا أحد يبدأ اسمه أو بريده بهذا.",
  twoFactor: "تحقق بخطوتين",
  unverified: "غير موثّق",
  since: "منذ {moment}",
};

export const user: Translated<typeof english.user> = {
  one: "المستخدم",
  all: "كل المستخدمين",
  username: "اسم المستخدم",
  address: "البريد الإلكتروني",
  notVerified: "غير موثّق",
  verified: "موثّق",
  secondFactor: "الخطوة الثانية للتحقق",
  on: "مفعّلة",
  off: "معطّلة",
  since: "عضو منذ",
  id: "المعرّف",
  profile: "الملف الشخصي",
  security: "الأمان",
  lately: "آخر ما جرى",
  lastActs: "آخر الأفعال",
  noActs: "لا شيء مدوَّن عن هذا الحساب.",
  log: "ما يقوله سجل التدقيق عن هذا الحساب",
};

export const roles: Translated<typeof english.roles> = {
  title: "الأدوار",
  list: "الأدوار",
  of: "أدوار {name}",
  giveTitle: "منح {name} الدور {role}؟",
  takeTitle: "سحب الدور {role} من {name}؟",
  give: "منح الدور",
  take: "سحب الدور",
  gives: "بدءًا من طلبه التالي يمكنه: {permissions}.",
  takes: "بدءًا من طلبه التالي لن يمكنه ما لا يتيحه إلا هذا الدور: {permissions}.",
  audited: "قد يُطلب منك إثبات هويتك. يُدوَّن قيامك بذلك في سجل التدقيق.",
};

export const sessions: Translated<typeof english.sessions> = {
  title: "الجلسات",
  list: "الجلسات",
  none: "لم يسجّل الدخول في أي مكان.",
  nobody: "لا توجد جلسات كهذه.",
  lastUsed: "{place} · آخر استخدام {ago}",
  device: "{browser} على {os}",
  unknownDevice: "جهاز غير معروف",
  live: "نشطة",
  over: "منتهية",
  which: "أيّها",
  every: "الكل",
  user: "الحساب",
  ended: "أُنهيت {moment}",
  expired: "انتهت صلاحيتها {moment}",
  expires: "حتى {moment}",
  signOut: "تسجيل الخروج من كل الأجهزة",
  signOutTitle: "تسجيل خروج {name}؟",
  signOutAct: "تسجيل الخروج",
  signOutText: "ستنتهي كل جلساته فورًا. يُدوَّن قيامك بذلك في سجل التدقيق.",
  endedCount: "عدد الجلسات المنهاة: {count}.",
  cleanUp: "تنظيف",
  cleanUpTitle: "إزالة الجلسات المنتهية؟",
  cleanUpText:
    "تُزال من هذه القائمة الجلسات التي أُنهيت أو انتهت صلاحيتها، حتى ألف جلسة في كل مرة. لن يُسجَّل خروج أحد. يُدوَّن قيامك بذلك في سجل التدقيق.",
  cleanUpAct: "إزالتها",
  removed:
    "{count, plural, =0 {لم يكن هناك ما يُزال.} zero {لم تُزل أي جلسة.} one {أُزيلت جلسة واحدة.} two {أُزيلت جلستان.} few {أُزيلت # جلسات.} many {أُزيلت # جلسة.} other {أُزيلت # جلسة.}}",
};

export const reports: Translated<typeof english.reports> = {
  list: "البلاغات",
  nothing: "لا شيء يحتاج إلى نظر.",
  title:
    "{type, select, user {مستخدم} conversation {محادثة} message {رسالة} post {منشور} comment {تعليق} space {مساحة} other {شيء}}: «{reason}»",
  by: "من {name}",
  somebodyGone: "شخص لم يعد موجودًا",
  decided: "حُسم {moment}",
  decide: "البتّ فيه",
  decideTitle: "البتّ في هذا البلاغ",
  note: "ملاحظة للمشرفين الآخرين",
  final: "القرار نهائي، ويُدوَّن في سجل التدقيق.",
  dismiss: "رفض البلاغ",
  resolve: "معالجة البلاغ",
  nowResolved: "عولج البلاغ.",
  nowDismissed: "رُفض البلاغ.",
  states: { open: "مفتوح", resolved: "معالَج", dismissed: "مرفوض" },
};

export const audit: Translated<typeof english.audit> = {
  list: "سجلات التدقيق",
  nothing: "لا شيء مدوَّن عن ذلك.",
  account: "الحساب",
  actor: "الفاعل",
  action: "الفعل",
  result: "النتيجة",
  okay: "نجح",
  by: "بفعل {actor} من {ip}",
  nobody: "زائر غير مسجّل",
  details: "التفاصيل",
  of: "تفاصيل {action}",
  fields: {
    seq: "الموضع في السلسلة",
    notLinked: "لم يُربط بعد",
    time: "الوقت",
    actor: "الفاعل",
    user: "الحساب",
    credential: "الجلسة أو المفتاح",
    address: "من العنوان",
    agent: "البرنامج",
    request: "الطلب",
  },
  verify: "التحقق من السجل",
  chain: "كل سجل مختوم ومربوط بما قبله، فيظهر أي تعديل أو حذف.",
  whole:
    "سليم ولم يُعدَّل: {count, plural, zero {لم يُفحص أي سجل} one {فُحص سجل واحد} two {فُحص سجلان} few {فُحصت # سجلات} many {فُحص # سجلًا} other {فُحص # سجل}}.",
  altered: "عُدِّل عند السجل {place}.",
};
