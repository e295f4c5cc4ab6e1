import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { SMTPServer } from "smtp-server";
import type { TestProject } from "vitest/node";

/** A mail as a real SMTP server took it in. */
export type ReceivedMail = { from: string; to: string[]; user: string | null; raw: string };

declare module "vitest" {
  interface ProvidedContext {
    /** Where the SMTP server of the tests listens, where one hangs up at once, and where the mails are shown. */
    smtp: { port: number; silentPort: number; inbox: string };
  }
}

/** Runs on Node beside the tests in workerd: a real SMTP server, and what it received over HTTP. */
export default async function startSmtpServer(project: TestProject): Promise<() => Promise<void>> {
  const received: ReceivedMail[] = [];
  const refusals = new Map<string, number>();
  const smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth({ username = "", password }, _session, done) {
      if (password === "p@ss:word") done(null, { user: username });
      else done(new Error("wrong password"));
    },
    // `busy…` is refused for now, twice; `gone…` for good; `nobody…` because there is nobody.
    onRcptTo({ address }, _session, done) {
      const known = refusals.get(address) ?? 0;
      refusals.set(address, known + 1);
      if (address.startsWith("busy") && known < 2) done(refusal(451, "try again later"));
      else if (address.startsWith("gone")) done(refusal(550, "no such mailbox"));
      else if (address.startsWith("nobody")) done(refusal(550, `5.1.1 <${address}>: no such user`));
      else done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: session.user === undefined ? null : String(session.user),
          raw: Buffer.concat(chunks).toString("utf8"),
        });
        done();
      });
    },
  });
  smtp.on("error", () => undefined);
  const inbox = createServer((_request, response) => response.end(JSON.stringify(received)));
  const silent = createTcpServer((socket) => socket.end());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => inbox.listen(0, "127.0.0.1", resolve));
  project.provide("smtp", {
    port: portOf(smtp.server),
    silentPort: portOf(silent),
    inbox: `http://127.0.0.1:${portOf(inbox)}/`,
  });
  return async () => {
    await new Promise<void>((resolve) => smtp.close(resolve));
    inbox.close();
    silent.close();
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}
