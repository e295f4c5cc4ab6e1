import type { StepUpMethod } from "../../client/index.ts";
import { t } from "../strings/strings.ts";

type MethodWords = { name: string; ask: string; label: string };

/** How each way to prove oneself is named, what it asks for, and what its field is called. */
export const methodWords: Record<StepUpMethod, MethodWords> = {
  totp: wordsOf("totp"),
  passkey: { name: t("factors.methods.passkey.name"), ask: t("factors.methods.passkey.ask"), label: "" },
  email: wordsOf("email"),
  sms: wordsOf("sms"),
  backup_code: wordsOf("backupCode"),
  password: wordsOf("password"),
};

function wordsOf(method: "totp" | "email" | "sms" | "backupCode" | "password"): MethodWords {
  return {
    name: t(`factors.methods.${method}.name`),
    ask: t(`factors.methods.${method}.ask`),
    label: t(`factors.methods.${method}.label`),
  };
}
