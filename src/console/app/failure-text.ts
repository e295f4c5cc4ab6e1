import type { Failure } from "../../client/index.ts";
import { language } from "../strings/language.ts";
import { t } from "../strings/strings.ts";
import { fromNow } from "./time.ts";

/** What a page says to a problem code in its own words. */
export type Words = Partial<Record<string, string>>;

const texts: Words = {
  CHALLENGE_EXPIRED: t("app.failure.CHALLENGE_EXPIRED"),
  INTERNAL: t("app.failure.INTERNAL"),
  INVALID_CREDENTIALS: t("app.failure.INVALID_CREDENTIALS"),
  LAST_CREDENTIAL: t("app.failure.LAST_CREDENTIAL"),
  NETWORK: t("app.failure.NETWORK"),
  PASSKEY_KNOWN: t("app.failure.PASSKEY_KNOWN"),
  PASSKEY_NOT_USED: t("app.failure.PASSKEY_NOT_USED"),
  PASSWORD_EXPIRED: t("app.failure.PASSWORD_EXPIRED"),
  SESSION_LIMIT: t("app.failure.SESSION_LIMIT"),
  STEP_UP_REQUIRED: t("app.failure.STEP_UP_REQUIRED"),
  TOKEN_INVALID: t("app.failure.TOKEN_INVALID"),
  UNAUTHENTICATED: t("app.failure.UNAUTHENTICATED"),
  USERNAME_TAKEN: t("app.failure.USERNAME_TAKEN"),
  VALIDATION_FAILED: t("app.failure.VALIDATION_FAILED"),
  WRONG_CREDENTIAL: t("app.failure.WRONG_CREDENTIAL"),
};

/** The server's own sentences say more than these, but in English only. */
const general: Words = {
  BODY_TOO_LARGE: t("app.general.BODY_TOO_LARGE"),
  CONFLICT: t("app.general.CONFLICT"),
  FORBIDDEN: t("app.general.FORBIDDEN"),
  ILLEGAL_TRANSITION: t("app.general.ILLEGAL_TRANSITION"),
  MFA_ALREADY_ENABLED: t("app.general.MFA_ALREADY_ENABLED"),
  MFA_NOT_ENABLED: t("app.general.MFA_NOT_ENABLED"),
  NOT_FOUND: t("app.general.NOT_FOUND"),
  QUOTA_EXCEEDED: t("app.general.QUOTA_EXCEEDED"),
  UNSUPPORTED_MEDIA_TYPE: t("app.general.UNSUPPORTED_MEDIA_TYPE"),
};

const speaksAsServer = language === "en";

/** What a failure says to a person. */
export function failureText({ code, detail, retryAfterSeconds }: Failure, words: Words = {}): string {
  const own = words[code] ?? passingText(code, retryAfterSeconds) ?? texts[code];
  if (own !== undefined) return own;
  return speaksAsServer ? detail : (general[code] ?? t("app.general.other"));
}

/** What is wrong with one field of a form, as the server says it. */
export function faultText(message: string): string {
  return speaksAsServer ? message : t("app.general.field");
}

/** Of what passes by itself, after a time that the server may tell. */
function passingText(code: string, retryAfterSeconds: number | undefined): string | undefined {
  const when = retryAfterSeconds === undefined ? t("app.failure.inAMoment") : fromNow(retryAfterSeconds);
  if (code === "RATE_LIMITED") return t("app.failure.RATE_LIMITED", { when });
  if (code === "ACCOUNT_LOCKED") return t("app.failure.ACCOUNT_LOCKED", { when });
  if (code === "UNAVAILABLE") return t("app.failure.UNAVAILABLE", { when });
  return undefined;
}
