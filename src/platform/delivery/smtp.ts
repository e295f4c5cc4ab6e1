import { WorkerMailer } from "worker-mailer";
import type { MailProvider } from "./mail.ts";

/**
 * Sends mails over SMTP (RFC 5321) from `cloudflare:sockets`.
 *
 * The message's id is made from the sending's key (RFC 5322 §3.6.4), so a mail that was accepted just
 * before a crash is recognised when it comes again.
 *
 * @param url `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), `?tls=none` for neither.
 */
export function createSmtpProvider(url: string, from: string): MailProvider {
  const server = new URL(url);
  const secure = server.protocol === "smtps:";
  const sender = parseSender(from);
  const credentials = server.username
    ? {
        credentials: { username: decodeURIComponent(server.username), password: decodeURIComponent(server.password) },
        authType: "plain" as const,
      }
    : {};
  return {
    name: "smtp",
    async send(mail, idempotencyKey) {
      await WorkerMailer.send(
        {
          host: server.hostname,
          port: Number(server.port || (secure ? 465 : 587)),
          secure,
          startTls: !secure && server.searchParams.get("tls") !== "none",
          ...credentials,
          socketTimeoutMs: 10_000,
          responseTimeoutMs: 10_000,
        },
        {
          from: sender,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { "Message-ID": `<${idempotencyKey}@${sender.email.split("@").at(-1)}>` },
        },
      );
    },
  };
}

function parseSender(from: string): { name?: string; email: string } {
  const [, name, email] = /^(.*)<([^>]+)>$/.exec(from) ?? [];
  return email ? { name: (name ?? "").trim(), email } : { email: from };
}
