import { extraHeaders, type MailProvider, parseSender } from "./mail.ts";
import { type FailureKind, ProviderError } from "./provider.ts";

/** What is used of the `send_email` binding. */
export type EmailBinding = {
  send(message: {
    from: string | { name: string; email: string };
    to: string;
    subject: string;
    text: string;
    html: string;
    headers: Record<string, string>;
  }): Promise<unknown>;
};

const kinds: Record<string, FailureKind> = {
  E_RECIPIENT_SUPPRESSED: "bad_address",
  E_RATE_LIMIT_EXCEEDED: "busy",
  E_DAILY_LIMIT_EXCEEDED: "busy",
  // It may be the recipient's server that failed.
  E_DELIVERY_FAILED: "busy",
  E_INTERNAL_SERVER_ERROR: "outage",
  E_SENDER_NOT_VERIFIED: "misconfigured",
  E_SENDER_DOMAIN_NOT_AVAILABLE: "misconfigured",
  E_RECIPIENT_NOT_ALLOWED: "rejected",
};

/** A limit for the day is not over in a second. */
const dailyRestMs = 15 * 60_000;

/**
 * Sends mails by Cloudflare Email Service: https://developers.cloudflare.com/email-service/api/send-emails/workers-api/.
 * It makes their Message-IDs itself, and refuses others.
 */
export function createCloudflareProvider(binding: EmailBinding, from: string): MailProvider {
  const { name, email } = parseSender(from);
  return {
    name: "cloudflare",
    async send(mail) {
      const { to, subject, text, html } = mail;
      const sender = name === undefined ? email : { name, email };
      try {
        await binding.send({ from: sender, to, subject, text, html, headers: extraHeaders(mail) });
      } catch (error) {
        throw problemOf(error);
      }
    },
  };
}

/** Its errors have a code; their words may repeat the address. */
function problemOf(error: unknown): ProviderError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!code.startsWith("E_")) return new ProviderError("outage", "cloudflare failed");
  const restMs = code === "E_DAILY_LIMIT_EXCEEDED" ? dailyRestMs : undefined;
  return new ProviderError(kinds[code] ?? "rejected", `cloudflare answered ${code}`, restMs);
}
