import { connect } from "cloudflare:sockets";
import { ProviderError } from "./provider.ts";
import { type SmtpStep, smtpProblem } from "./smtp-replies.ts";

export type SmtpServer = {
  host: string;
  port: number;
  /** `on` from the first byte, `starttls` before anything is said, or `off`. */
  tls: "on" | "starttls" | "off";
  credentials: { username: string; password: string } | null;
};

/** Well below the lease of the job that sends, so that no two workers send one mail at the same time. */
const deadlineMs = 30_000;
const maxReplyLength = 64 * 1024;

/**
 * Hands one mail to a server, and returns when the server has taken it.
 *
 * @param data the message as it goes over the wire, its closing dot included.
 * @throws ProviderError with what the server replied; never with what was said to it, which may be a password.
 */
export async function submit(server: SmtpServer, envelope: { from: string; to: string }, data: string): Promise<void> {
  const session = new SmtpSession(server);
  const late = Promise.withResolvers<never>();
  const isLate = new ProviderError("outage", "the mail server takes too long");
  const timer = setTimeout(() => late.reject(isLate), deadlineMs);
  try {
    await Promise.race([session.submit(server, envelope, data), late.promise]);
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

class SmtpSession {
  #socket: Socket;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #heard = "";

  constructor({ host, port, tls }: SmtpServer) {
    this.#socket = connect({ hostname: host, port }, { secureTransport: tls, allowHalfOpen: false });
    // Whoever reads or writes learns of it.
    this.#socket.closed.catch(() => undefined);
    this.#reader = this.#socket.readable.getReader();
    this.#writer = this.#socket.writable.getWriter();
  }

  async submit(server: SmtpServer, { from, to }: { from: string; to: string }, data: string): Promise<void> {
    await this.#socket.opened;
    await this.#hear("220", "greeting");
    let offers = await this.#say("EHLO atrium", "250", "greeting");
    if (server.tls === "starttls") offers = await this.#secure(server, offers);
    if (server.credentials) await this.#authenticate(server.credentials, offers);
    await this.#say(`MAIL FROM:<${from}>`, "250", "sender");
    await this.#say(`RCPT TO:<${to}>`, "25", "recipient");
    await this.#say("DATA", "354", "message");
    await this.#write(data);
    await this.#hear("250", "message");
    // It has taken the mail: whether it says goodbye does not matter.
    await this.#write("QUIT\r\n").catch(() => undefined);
  }

  close(): void {
    this.#socket.close().catch(() => undefined);
  }

  /** Passwords are not sent in the clear to a server that should offer TLS (RFC 3207 §6: it may be stripped). */
  async #secure({ credentials }: SmtpServer, offers: string): Promise<string> {
    if (!/^250[ -]STARTTLS\b/im.test(offers)) {
      if (credentials === null) return offers;
      const problem = "the mail server offers no STARTTLS: no password is sent to it (tls=none would)";
      throw new ProviderError("misconfigured", problem);
    }
    await this.#say("STARTTLS", "220", "greeting");
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    // What came before TLS was anybody's.
    this.#heard = "";
    this.#socket = this.#socket.startTls();
    this.#socket.closed.catch(() => undefined);
    this.#reader = this.#socket.readable.getReader();
    this.#writer = this.#socket.writable.getWriter();
    return this.#say("EHLO atrium", "250", "greeting");
  }

  async #authenticate({ username, password }: { username: string; password: string }, offers: string): Promise<void> {
    const [mechanisms = ""] = /^250[ -]AUTH[ =].*$/im.exec(offers) ?? [];
    if (/\bPLAIN\b/i.test(mechanisms)) {
      await this.#say(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, "235", "login");
    } else if (/\bLOGIN\b/i.test(mechanisms)) {
      await this.#say("AUTH LOGIN", "334", "login");
      await this.#say(base64(username), "334", "login");
      await this.#say(base64(password), "235", "login");
    } else {
      throw new ProviderError("misconfigured", "the mail server offers neither AUTH PLAIN nor AUTH LOGIN");
    }
  }

  async #say(line: string, expected: string, step: SmtpStep): Promise<string> {
    await this.#write(`${line}\r\n`);
    return this.#hear(expected, step);
  }

  async #write(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  /** One reply, of one or more lines (RFC 5321 §4.2.1). */
  async #hear(expected: string, step: SmtpStep): Promise<string> {
    let last = lastLineOf(this.#heard);
    while (last === null) {
      const { done, value } = await this.#reader.read();
      if (done) throw new ProviderError("outage", "the mail server hung up");
      this.#heard += new TextDecoder().decode(value);
      if (this.#heard.length > maxReplyLength) {
        throw new ProviderError("outage", "the mail server does not come to an end");
      }
      last = lastLineOf(this.#heard);
    }
    const end = last.index + last[0].length;
    const reply = this.#heard.slice(0, end).trim();
    this.#heard = this.#heard.slice(end);
    if (!reply.startsWith(expected)) throw smtpProblem(step, reply);
    return reply;
  }
}

/** Lines that go on have a hyphen after their code. */
function lastLineOf(heard: string): RegExpExecArray | null {
  return /^\d{3}(?![-\d])[^\n]*\n/m.exec(heard);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
