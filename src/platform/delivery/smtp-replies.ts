import { type FailureKind, ProviderError } from "./provider.ts";

/** Of what a server was told when it refused. */
export type SmtpStep = "greeting" | "login" | "sender" | "recipient" | "message";

/**
 * What a reply means that was not the one hoped for (RFC 5321 §4.2), by its code and, where it has one, its enhanced
 * code (RFC 3463).
 */
export function smtpProblem(step: SmtpStep, reply: string): ProviderError {
  return new ProviderError(kindOf(step, reply), `the mail server replied: ${reply}`);
}

function kindOf(step: SmtpStep, reply: string): FailureKind {
  const [, isPermanent, enhanced = ""] = /^(?:(5)|.)\d\d[ -](?:(\d\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  if (isPermanent === undefined) return step === "greeting" || step === "login" ? "outage" : "busy";
  switch (step) {
    case "greeting":
      return "outage";
    case "login":
    case "sender":
      return "misconfigured";
    case "recipient":
      // 5.1.1 there is no such mailbox, 5.1.2 no such host, 5.1.3 no such address, 5.1.6 it has moved, 5.1.10 it takes
      // no mail. A refusal without such a code may be one of us, and says nothing of the address.
      return /^5\.1\.([12360]|10)$/.test(enhanced) || enhanced === "5.2.1" ? "bad_address" : "rejected";
    case "message":
      return "rejected";
  }
}
