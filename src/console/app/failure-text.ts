import type { Failure } from "../../client/index.ts";
import { fromNow } from "./time.ts";

/** What a page says to a problem code in its own words. */
export type Words = Partial<Record<string, string>>;

const texts: Words = {
  NETWORK: "Atrium can’t be reached. Check your connection and try again.",
  INVALID_CREDENTIALS: "No verified account has this email and password.",
  PASSWORD_EXPIRED: "Your password is too old to sign in with. Have a link mailed to set a new one.",
  CHALLENGE_EXPIRED: "This sign-in took too long, or too many codes were wrong. Start again.",
  WRONG_CREDENTIAL: "That is not right. Try again.",
  STEP_UP_REQUIRED: "Nothing was changed: this needs a proof that it is you.",
  TOKEN_INVALID: "This link or code is wrong, used already, or too old.",
  USERNAME_TAKEN: "This username is taken.",
  LAST_CREDENTIAL: "This is your only way to sign in. Add another one first.",
  VALIDATION_FAILED: "Something here does not fit yet.",
  INTERNAL: "Something went wrong on our side. Try again.",
  PASSKEY_NOT_USED: "No passkey was used. Try again, or choose another way.",
  PASSKEY_KNOWN: "This device has a passkey for your account already.",
};

/** What passes by itself, after a time that the server may tell. */
const passing: Words = {
  RATE_LIMITED: "That was too often.",
  ACCOUNT_LOCKED: "Too many attempts have failed, so this is locked for a while.",
  UNAVAILABLE: "Atrium is not available right now.",
};

/** What a failure says to a person. */
export function failureText({ code, detail, retryAfterSeconds }: Failure, words: Words = {}): string {
  const text = passing[code];
  if (text === undefined) return words[code] ?? texts[code] ?? detail;
  return `${text} Try again ${retryAfterSeconds === undefined ? "in a moment" : fromNow(retryAfterSeconds)}.`;
}
