import { failureText } from "../app/failure-text.ts";
import { t } from "../strings/strings.ts";

const texts: Partial<Record<string, string>> = {
  ACCESS_DENIED: t("account.provider.ACCESS_DENIED"),
  EMAIL_MISSING: t("account.provider.EMAIL_MISSING"),
  EMAIL_UNVERIFIED: t("account.provider.EMAIL_UNVERIFIED"),
  FLOW_EXPIRED: t("account.provider.FLOW_EXPIRED"),
  IDENTITY_TAKEN: t("account.provider.IDENTITY_TAKEN"),
  INVALID_CREDENTIALS: t("account.provider.INVALID_CREDENTIALS"),
  LINK_REQUIRED: t("account.provider.LINK_REQUIRED"),
  PROVIDER_ERROR: t("account.provider.PROVIDER_ERROR"),
  PROVIDER_LINKED: t("account.provider.PROVIDER_LINKED"),
  PROVIDER_UNAVAILABLE: t("account.provider.PROVIDER_UNAVAILABLE"),
};

/** Why signing in with another service, or linking it, came to nothing. */
export function providerProblem(code: string): string {
  const detail = t("account.provider.other");
  return texts[code] ?? failureText({ code, detail, status: 0, requestId: null });
}
