import { Email } from "worker-mailer";
import { encodedWords } from "./encoded-words.ts";
import { extraHeaders, type MailProvider, parseSender } from "./mail.ts";
import { encodedSender } from "./sender-header.ts";
import { type SmtpServer, submit } from "./smtp-session.ts";

/**
 * Sends mails over SMTP (RFC 5321) from `cloudflare:sockets`.
 *
 * The message's id is made from the sending's key (RFC 5322 §3.6.4), so a mail that was accepted just
 * before a crash is recognised when it comes again.
 *
 * @param url `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS), `?tls=none` for neither;
 * a server on the same machine needs none.
 */
export function createSmtpProvider(url: string, from: string): MailProvider {
  const server = parseServer(new URL(url));
  const sender = parseSender(from);
  return {
    name: "smtp",
    async send(mail, idempotencyKey) {
      const message = new Email({
        from: sender.email,
        to: mail.to,
        // The library would make one line of it.
        subject: encodedWords(mail.subject).join("\r\n "),
        text: mail.text,
        html: mail.html,
        headers: {
          From: encodedSender(from),
          "Message-ID": `<${idempotencyKey}@${sender.email.split("@").at(-1)}>`,
          ...extraHeaders(mail),
        },
      });
      // Only its own mailer ever settles it.
      message.sent.catch(() => undefined);
      await submit(server, { from: sender.email, to: mail.to }, message.getEmailData());
    },
  };
}

function parseServer(url: URL): SmtpServer {
  const secure = url.protocol === "smtps:";
  const isPlain = url.searchParams.get("tls") === "none" || /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  return {
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    tls: secure ? "on" : isPlain ? "off" : "starttls",
    credentials: url.username
      ? { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      : null,
  };
}
