import { env } from "cloudflare:workers";
import PostalMime from "postal-mime";
import { afterEach, describe, inject, test, vi } from "vitest";
import { newAddress } from "../../support/http.ts";
import { lossyQueue, newIsolate } from "../../support/isolate.ts";
import { newName, password } from "../../support/people.ts";
import type { ReceivedMail } from "../../support/smtp-server.ts";

afterEach(() => vi.useRealTimers());

const { port, silentPort, inbox } = inject("smtp");

function mailing(bindings: object = {}) {
  return newIsolate({
    EVENTS_QUEUE: lossyQueue,
    EMAIL_QUEUE: lossyQueue,
    EMAIL_PROVIDERS: "smtp",
    EMAIL_FROM: "Atrium Größe <no-reply@atrium.example>",
    SMTP_URL: `smtp://127.0.0.1:${port}?tls=none`,
    ...bindings,
  });
}

async function received(email: string): Promise<ReceivedMail[]> {
  const all = await (await fetch(inbox)).json<ReceivedMail[]>();
  return all.filter(({ to }) => to.includes(email));
}

async function register(isolate: ReturnType<typeof newIsolate>, name: string, displayName?: string) {
  const username = newName();
  const email = `${name}-${username}@example.com`;
  const json = { email, username, password, ...(displayName !== undefined && { displayName }) };
  await isolate.call("POST", "/api/v1/auth/register", { json, from: newAddress() });
  const row = await env.DB.prepare("SELECT id FROM jobs ORDER BY id DESC LIMIT 1").first<{ id: string }>();
  return { email, jobId: row?.id ?? "" };
}

const jobOf = (id: string) =>
  env.DB.prepare("SELECT * FROM jobs WHERE id = ?")
    .bind(id)
    .first<{ state: string; attempts: number; last_error: string }>();
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe("a mail over SMTP", () => {
  test("arrives whole: headers, text, HTML, link and code", async ({ expect }) => {
    const isolate = mailing();
    const { email, jobId } = await register(isolate, "ada");

    await isolate.sweep();

    const mails = await received(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ from: "no-reply@atrium.example", to: [email], user: null });
    const mail = await PostalMime.parse(mails[0]?.raw ?? "");
    expect(mail.from).toMatchObject({ name: "Atrium Größe", address: "no-reply@atrium.example" });
    expect(mail.to).toMatchObject([{ address: email }]);
    expect(mail.subject).toBe("Verify your email address");
    expect(mail.messageId).toBe(`<${jobId}@atrium.example>`);
    expect(Math.abs(Date.parse(mail.date ?? "") - Date.now())).toBeLessThan(60_000);
    expect(mail.text).toContain("One step is left");
    expect(mail.text).toMatch(/^Your code: \d{6}\r?$/m);
    expect(mail.text).toMatch(/http:\/\/localhost:8787\/verify-email#token=[\w-]{43}/);
    expect(mail.html).toMatch(/href="http:\/\/localhost:8787\/verify-email#token=[\w-]{43}"/);
    expect(await jobOf(jobId)).toMatchObject({ state: "succeeded" });
  });

  test("has the headers that we gave it, and none that a name brought", async ({ expect }) => {
    const isolate = mailing();
    const { email } = await register(isolate, "eve", "Bcc: victim@example.com");

    await isolate.sweep();

    const [mail] = await received(email);
    const head = mail?.raw.split(/\r?\n\r?\n/)[0] ?? "";
    expect(head).not.toMatch(/^bcc/im);
    expect(head.match(/^from:.*$/im)?.[0]).toMatch(/^From: =\?UTF-8\?Q\?[^" ]+\?= <no-reply@atrium\.example>/);
    expect(head.match(/^message-id:/gim)).toHaveLength(1);
    expect(head.match(/^date:/gim)).toHaveLength(1);
    expect(head).not.toMatch(/[^\x20-\x7e\r\n\t]/);
    for (const line of (mail?.raw ?? "").split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  });

  test("that is refused for now is tried again under the same Message-ID, and arrives once", async ({ expect }) => {
    const isolate = mailing();
    const { email, jobId } = await register(isolate, "busy");
    const attempts = [];

    for (let attempt = 0; attempt < 4; attempt += 1) {
      await isolate.sweep();
      attempts.push(await jobOf(jobId));
      later(10_000);
    }

    expect(attempts).toMatchObject([
      { state: "failed", attempts: 1, last_error: expect.stringContaining("try again later") },
      { state: "failed", attempts: 2 },
      { state: "succeeded", attempts: 3 },
      { state: "succeeded", attempts: 3 },
    ]);
    const mails = await received(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.raw).toContain(`<${jobId}@atrium.example>`);
  });

  test("bears the same Message-ID when it is sent again after a crash", async ({ expect }) => {
    const isolate = mailing();
    const { email, jobId } = await register(isolate, "grace");
    await isolate.sweep();
    // As if the isolate had died between the server's answer and the mark.
    await env.DB.prepare("UPDATE jobs SET state = 'running', run_at = 0 WHERE id = ?").bind(jobId).run();

    await isolate.sweep();

    const ids = (await received(email)).map(({ raw }) => /^message-id: *(.*)$/im.exec(raw)?.[1]?.trim());
    expect(ids).toEqual([`<${jobId}@atrium.example>`, `<${jobId}@atrium.example>`]);
  });

  test("is sent with the name and password of the address", async ({ expect }) => {
    const isolate = mailing({ SMTP_URL: `smtp://us%40er:p%40ss%3Aword@127.0.0.1:${port}?tls=none` });
    const { email } = await register(isolate, "auth");

    await isolate.sweep();

    expect(await received(email)).toMatchObject([{ user: "us@er" }]);
  });

  test.for([
    ["is tried again when the server is not there", { SMTP_URL: "smtp://127.0.0.1:1?tls=none" }, "away", "failed"],
    [
      "is tried again when the server hangs up",
      { SMTP_URL: `smtp://127.0.0.1:${silentPort}?tls=none` },
      "silent",
      "failed",
    ],
    ["is given up when the server refuses it for good", {}, "gone", "dead"],
    [
      "is tried again when the server does not know the password, which the log does not say",
      { SMTP_URL: `smtp://user:wrong@127.0.0.1:${port}?tls=none` },
      "auth",
      "failed",
    ],
  ] as const)("%s", async ([, bindings, name, state], { expect }) => {
    const log = vi.spyOn(console, "log");
    const isolate = mailing(bindings);
    const { email, jobId } = await register(isolate, name);

    await isolate.sweep();

    expect(await jobOf(jobId)).toMatchObject({ state, attempts: 1 });
    expect(await received(email)).toHaveLength(0);
    expect(JSON.stringify(log.mock.calls)).not.toContain("user:wrong");
    await env.DB.prepare("DELETE FROM jobs WHERE id = ?").bind(jobId).run();
    log.mockRestore();
  });

  test("goes to the next provider when the first does not take it", async ({ expect }) => {
    const isolate = mailing({ EMAIL_PROVIDERS: "smtp outbox", SMTP_URL: "smtp://127.0.0.1:1?tls=none" });
    const { email, jobId } = await register(isolate, "next");

    await isolate.sweep();

    expect(await jobOf(jobId)).toMatchObject({ state: "succeeded" });
    const row = await env.DB.prepare("SELECT template FROM outbox WHERE recipient = ?").bind(email).first();
    expect(row).toEqual({ template: "verification" });
  });
});
