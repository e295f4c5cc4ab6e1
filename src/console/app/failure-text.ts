import type { Failure } from "../../client/index.ts";

const texts: Record<string, string> = {
  NETWORK: "Atrium can’t be reached. Check your connection and try again.",
  RATE_LIMITED: "That was too often. Wait a moment and try again.",
  INVALID_CREDENTIALS: "No verified account has this email and password.",
  WRONG_CREDENTIAL: "The current password is not right.",
  TOKEN_INVALID: "This link or code is wrong, used already, or too old.",
  USERNAME_TAKEN: "This username is taken.",
  VALIDATION_FAILED: "Something here does not fit yet.",
  INTERNAL: "Something went wrong on our side. Try again.",
  UNAVAILABLE: "Atrium is not available right now. Try again soon.",
};

/** What a failure says to a person. */
export function failureText({ code, detail }: Failure): string {
  return texts[code] ?? detail;
}
