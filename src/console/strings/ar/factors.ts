import type { factors as english } from "../en/factors.ts";
import type { Translated } from "../translated.ts";

export const factors: Translated<typeof english> = {
  none: "لا توجد طريقة لإثبات هويتك في هذا المتصفّح.",
  another: "أو أثبِت هويتك بطريقة أخرى:",
  continue: "متابعة",
  usePasskey: "استخدام مفتاح مرور",
  sixDigits: "6 أرقام",
  sendCode: "إرسال رمز",
  sendAnother: "إرسال رمز آخر",
  sent: "الرمز في طريقه إليك.",
  singleSignOn: "الدخول الموحّد",
  methods: {
    totp: { name: "تطبيق المصادقة", ask: "أدخل الرمز الذي يعرضه تطبيق المصادقة.", label: "الرمز" },
    passkey: { name: "مفتاح المرور", ask: "سيطلب منك جهازك إلغاء قفله." },
    email: { name: "رمز بالبريد الإلكتروني", ask: "اطلب رمزًا يُرسل إلى بريدك، ثم أدخله هنا.", label: "الرمز" },
    sms: { name: "رمز برسالة نصية", ask: "اطلب رمزًا يُرسل إلى هاتفك، ثم أدخله هنا.", label: "الرمز" },
    backupCode: {
      name: "رمز احتياطي",
      ask: "أدخل أحد الرموز الاحتياطية التي احتفظت بها. يعمل كل رمز مرة واحدة.",
      label: "الرمز الاحتياطي",
    },
    password: { name: "كلمة المرور", ask: "أدخل كلمة المرور.", label: "كلمة المرور" },
  },
};
