import type { stepUp as english } from "../en/step-up.ts";
import type { Translated } from "../translated.ts";

export const stepUp: Translated<typeof english> = {
  title: "هل هذا أنت؟",
  ask: "أثبت هويتك مرة أخرى قبل تنفيذ هذا التغيير.",
  cancel: "إلغاء",
};
