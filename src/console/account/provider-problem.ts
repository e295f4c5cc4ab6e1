import { failureText } from "../app/failure-text.ts";

const texts: Partial<Record<string, string>> = {
  LINK_REQUIRED:
    "There is an account with this address already. Sign in to it as you do otherwise, and link the other one in the settings.",
  EMAIL_UNVERIFIED: "One step is left: open the link in the mail that we sent you, to verify your address.",
  EMAIL_MISSING: "The service did not tell us an address of yours, and without one there can be no account.",
  FLOW_EXPIRED: "That took too long, or was begun in another browser. Try again.",
  ACCESS_DENIED: "You did not let the service tell us who you are.",
  PROVIDER_UNAVAILABLE: "The service can’t be reached right now. Try again soon.",
  PROVIDER_ERROR: "The service’s answer could not be used. Try again.",
  PROVIDER_LINKED: "Another account of this service is linked already. Unlink it first.",
  IDENTITY_TAKEN: "That account is linked to somebody else here.",
  INVALID_CREDENTIALS: "This sign-in was refused. We mailed you why.",
};

/** Why signing in with another service, or linking it, came to nothing. */
export function providerProblem(code: string): string {
  const detail = "Something went wrong with the other service. Try again.";
  return texts[code] ?? failureText({ code, detail, status: 0, requestId: null });
}
