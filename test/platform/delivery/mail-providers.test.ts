import PostalMime from "postal-mime";
import { beforeEach, describe, inject, test } from "vitest";
import { sendMail } from "../../../src/platform/delivery/send-mail.ts";
import { forgetDelivery, newCourier, ProviderAccount } from "../../support/delivery.ts";
import { newName } from "../../support/people.ts";
import type { ReceivedMail } from "../../support/smtp-server.ts";

beforeEach(forgetDelivery);

const from = { EMAIL_FROM: "Atrium Größe <no-reply@atrium.example>" };
const unsubscribeUrl = "https://atrium.example/api/v1/notifications/unsubscribe?token=t";

function mailTo(to: string, more: object = {}) {
  return { to, template: "notification", subject: "Grüße", text: "words", html: "<p>words</p>", ...more };
}

async function send(bindings: object, more: object = {}) {
  const courier = newCourier({ ...from, ...bindings });
  const to = `${newName()}@example.com`;
  const jobId = await courier.post((deps) => sendMail(deps, mailTo(to, more), newName()));
  return { to, jobId, job: await courier.run(jobId) };
}

describe("a mail through SendGrid", () => {
  test("is asked for as its API wants it, with our key, and nobody rewrites its links", async ({ expect }) => {
    const account = new ProviderAccount();

    const { to, jobId, job } = await send(account.sendgrid(), { unsubscribeUrl });

    expect(job).toMatchObject({ state: "succeeded", attempts: 1 });
    const [asked, ...others] = await account.asked();
    expect(others).toEqual([]);
    expect(asked).toMatchObject({
      method: "POST",
      path: `/sendgrid/${account.key}/v3/mail/send`,
      headers: { authorization: "Bearer SG.key", "content-type": "application/json" },
    });
    expect(JSON.parse(asked?.body ?? "")).toMatchObject({
      personalizations: [{ to: [{ email: to }] }],
      from: { name: "Atrium Größe", email: "no-reply@atrium.example" },
      subject: "Grüße",
      content: [
        { type: "text/plain", value: "words" },
        { type: "text/html", value: "<p>words</p>" },
      ],
      headers: {
        "Message-ID": `<${jobId}@atrium.example>`,
        "List-Unsubscribe": `<${unsubscribeUrl}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
      tracking_settings: { click_tracking: { enable: false } },
    });
  });

  test.for([
    ["its key is not known", { status: 401, body: { errors: [{ message: "invalid key" }] } }, "failed"],
    ["the mail is refused", { status: 400, body: { errors: [{ message: "no", field: "content" }] } }, "dead"],
    ["there were too many", { status: 429 }, "failed"],
    ["it fails", { status: 503 }, "failed"],
    ["it sends us elsewhere", { status: 302, headers: { location: "/asked/elsewhere" } }, "failed"],
    ["it hangs up", { status: 0 }, "failed"],
  ] as const)("is given up or tried again as the answer says: when %s", async ([, behaviour, state], { expect }) => {
    const account = new ProviderAccount();
    await account.behaves(behaviour);

    const { job } = await send(account.sendgrid());

    expect(job).toMatchObject({ state, attempts: 1 });
    expect(job?.last_error).not.toContain("SG.key");
  });
});

describe("a mail through Amazon SES", () => {
  test("is asked for as its API wants it, signed so that AWS would take it", async ({ expect }) => {
    const account = new ProviderAccount();

    const { to, jobId, job } = await send(account.ses(), { unsubscribeUrl });

    expect(job).toMatchObject({ state: "succeeded", attempts: 1 });
    const [asked] = await account.asked();
    expect(asked).toMatchObject({ path: `/ses/${account.key}/v2/email/outbound-emails`, isSigned: true });
    expect(JSON.parse(asked?.body ?? "")).toMatchObject({
      FromEmailAddress: "=?UTF-8?Q?Atrium_Gr=C3=B6=C3=9Fe?= <no-reply@atrium.example>",
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: { Data: "Grüße", Charset: "UTF-8" },
          Body: { Text: { Data: "words" }, Html: { Data: "<p>words</p>" } },
          Headers: [
            { Name: "List-Unsubscribe", Value: `<${unsubscribeUrl}>` },
            { Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click" },
          ],
        },
      },
      EmailTags: expect.arrayContaining([{ Name: "jobId", Value: jobId }]),
    });
  });

  test("has another signature under another key", async ({ expect }) => {
    const account = new ProviderAccount();

    await send({ ...account.ses(), SES_SECRET_ACCESS_KEY: "another" });

    expect(await account.asked()).toMatchObject([{ isSigned: false }]);
  });

  test.for([
    ["the signature is wrong", 403, "InvalidSignatureException", "failed"],
    ["sending is paused", 400, "SendingPausedException", "failed"],
    ["there were too many", 400, "LimitExceededException", "failed"],
    ["it fails", 500, "InternalFailure", "failed"],
  ] as const)("is given up or tried again as the answer says: when %s", async ([, status, type, state], { expect }) => {
    const account = new ProviderAccount();
    await account.behaves({ status, headers: { "x-amzn-errortype": `${type}:` }, body: { message: "no" } });

    expect((await send(account.ses())).job).toMatchObject({ state, attempts: 1 });
  });
});

describe("a mail over SMTP", () => {
  test("that one can end has the headers for it", async ({ expect }) => {
    const smtp = inject("smtp");

    const { to } = await send(
      { EMAIL_PROVIDERS: "smtp", SMTP_URL: `smtp://127.0.0.1:${smtp.port}?tls=none` },
      { unsubscribeUrl },
    );

    const received = await (await fetch(smtp.inbox)).json<ReceivedMail[]>();
    const mail = await PostalMime.parse(received.find((one) => one.to.includes(to))?.raw ?? "");
    const headers = new Map(mail.headers.map(({ key, value }) => [key, value]));
    expect(headers.get("list-unsubscribe")).toBe(`<${unsubscribeUrl}>`);
    expect(headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  });
});

describe("the subject of a mail over SMTP", () => {
  test.for([
    ["short", "Hello"],
    ["of long words", `${"a".repeat(400)} ${"b".repeat(590)}`],
    ["not Latin and long", `${"مرحبا بكم ".repeat(60)}👋🏽`],
    ["what looks as if it were encoded", "=?UTF-8?Q?not?="],
  ] as const)("arrives whole, in lines that no server refuses: %s", async ([, subject], { expect }) => {
    const smtp = inject("smtp");
    const bindings = { EMAIL_PROVIDERS: "smtp", SMTP_URL: `smtp://127.0.0.1:${smtp.port}?tls=none` };

    const { to } = await send(bindings, { subject });

    const received = await (await fetch(smtp.inbox)).json<ReceivedMail[]>();
    const raw = received.find((one) => one.to.includes(to))?.raw ?? "";
    const header = /^Subject: (?:.*\r?\n[ \t])*.*$/m.exec(raw)?.[0] ?? "";
    for (const line of header.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(76);
    expect(header).not.toMatch(/[^\x20-\x7e\r\n\t]/);
    expect((await PostalMime.parse(raw)).subject).toBe(subject);
  });
});

describe("a mail through Cloudflare's binding", () => {
  test("is given to it with its sender and its headers", async ({ expect }) => {
    const given: unknown[] = [];
    const EMAIL = { send: async (message: unknown) => given.push(message) };

    const { to, job } = await send({ EMAIL_PROVIDERS: "cloudflare", EMAIL }, { unsubscribeUrl });

    expect(job).toMatchObject({ state: "succeeded" });
    expect(given).toEqual([
      {
        from: { name: "Atrium Größe", email: "no-reply@atrium.example" },
        to,
        subject: "Grüße",
        text: "words",
        html: "<p>words</p>",
        headers: {
          "List-Unsubscribe": `<${unsubscribeUrl}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
      },
    ]);
  });

  test.for([
    ["E_SENDER_NOT_VERIFIED", "failed"],
    ["E_RECIPIENT_NOT_ALLOWED", "dead"],
    ["E_RATE_LIMIT_EXCEEDED", "failed"],
    ["E_INTERNAL_SERVER_ERROR", "failed"],
  ] as const)("is given up or tried again as its error says: %s", async ([code, state], { expect }) => {
    const EMAIL = { send: () => Promise.reject(Object.assign(new Error("no"), { code })) };

    expect((await send({ EMAIL_PROVIDERS: "cloudflare", EMAIL })).job).toMatchObject({ state, attempts: 1 });
  });

  test("cannot be configured without it", async ({ expect }) => {
    await expect(send({ EMAIL_PROVIDERS: "cloudflare" })).rejects.toThrow(/EMAIL_PROVIDERS names cloudflare/);
  });
});
