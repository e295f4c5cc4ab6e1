import { describe, test } from "vitest";
import { letterHtml } from "../../../src/platform/delivery/letter-html.ts";
import { renderMail } from "../../../src/platform/delivery/layout.ts";
import { renderDigestMail, renderNotificationMail } from "../../../src/platform/delivery/notification-mails.ts";
import { renderReceiptMail } from "../../../src/platform/delivery/receipt-mail.ts";
import { call } from "../../support/http.ts";
import { mailsTo, mailTo, signUp } from "../../support/people.ts";

const subscribed = {
  to: "ada@example.com",
  name: "Ada",
  unsubscribeUrl: "https://atrium.example/api/v1/notifications/unsubscribe?token=a&b",
  settingsUrl: "https://atrium.example/settings/notifications",
};

describe("a letter", () => {
  test("shows what people typed, and does nothing of it", ({ expect }) => {
    const evil = `<img src=x onerror="alert(1)">'&`;

    const { html, text, subject } = renderNotificationMail({
      ...subscribed,
      name: evil,
      title: `${evil}\r\nBcc: victim@example.com`,
      message: evil,
      url: `https://atrium.example/?q="><script>`,
    });

    expect(html).not.toMatch(/<img|<script|onerror="/);
    expect(html).toContain("&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#39;&#38;");
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toContain(evil);
  });

  test("is made of tables and styles at the elements, 600 pixels wide, with a preheader, for light and dark", ({
    expect,
  }) => {
    const { html } = renderMail({ template: "t", to: "a@b.c", subject: "s", paragraphs: ["first", "second"] });

    expect(html).toContain("max-width:600px");
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toMatch(/<div style="display:none[^>]*>first second/);
    expect(html).not.toMatch(/<(script|link|img|form|iframe|svg)\b|https?:\/\//);
    // Gmail cuts what is longer than 102 KB.
    expect(letterHtml({ template: "t", to: "", subject: "", paragraphs: [] }).length).toBeLessThan(10_000);
  });

  test("that one can end says how, in its headers, its text and its HTML", ({ expect }) => {
    const mail = renderNotificationMail({ ...subscribed, title: "t", message: "", url: "https://atrium.example/x" });

    expect(mail.unsubscribeUrl).toBe(subscribed.unsubscribeUrl);
    expect(mail.text).toContain(`Unsubscribe: ${subscribed.unsubscribeUrl}`);
    expect(mail.html).toContain('href="https://atrium.example/api/v1/notifications/unsubscribe?token=a&#38;b"');
    expect(mail.html).toContain(`href="${subscribed.settingsUrl}"`);
  });

  test("that tells of a day lists what there was, and how much more", ({ expect }) => {
    const at = Date.UTC(2026, 7, 1, 12, 30);
    const items = [{ title: "Ann liked your post", message: "“hi”", url: "https://atrium.example/p/1", at }];

    const mail = renderDigestMail({ ...subscribed, period: "daily", items, more: 2 });

    expect(mail.subject).toBe("3 unread notifications today");
    expect(mail.text).toContain("* Ann liked your post (2026-08-01 12:30 UTC)\n  “hi”\n  https://atrium.example/p/1");
    expect(mail.text).toContain("There are 2 more.");
    expect(mail.html).toContain('href="https://atrium.example/p/1"');
  });

  test("that is a receipt says amounts in their currency's own decimal places", ({ expect }) => {
    const mail = renderReceiptMail({
      to: "ada@example.com",
      name: "Ada",
      number: "2026-1",
      paidAt: Date.UTC(2026, 7, 1),
      lines: [{ name: "Membership", amount: { amount: 4_500, currency: "KWD" } }],
      total: { amount: 4_500, currency: "KWD" },
      url: "https://atrium.example/billing",
    });

    expect(mail.text).toMatch(/Membership: KWD\s4\.500\nTotal: KWD\s4\.500/);
    expect(mail.text).toContain("2026-08-01");
    expect(mail.html).toMatch(/KWD\s4\.500/);
  });
});

describe("a welcome", () => {
  test("is mailed once, when the address is verified", async ({ expect }) => {
    const { email } = await signUp();

    const mail = await mailTo(email, "welcome");

    expect(mail).toMatchObject({ subject: "Welcome to Atrium", text: expect.stringContaining("second factor") });
    expect((await mailsTo(email)).filter(({ template }) => template === "welcome")).toHaveLength(1);
  });
});

describe("the preview of mails", () => {
  const templates = [
    "verification",
    "welcome",
    "already_registered",
    "password_reset",
    "email_change",
    "address_in_use",
    "new_device",
    "security_code",
    "notification",
    "digest",
    "receipt",
  ];

  test("lists every template, with its text", async ({ expect }) => {
    const response = await call("GET", "/dev/emails");

    const { items } = await response.json<{ items: { template: string; subject: string; text: string }[] }>();
    expect(response.status).toBe(200);
    expect(items.map(({ template }) => template)).toEqual(templates);
    expect(items[0]?.text).toContain("Your code: 123456");
  });

  test.for(templates)("shows %s as HTML in which nothing runs, and as text", async (template, { expect }) => {
    const html = await call("GET", `/dev/emails/${template}`);
    const text = await call("GET", `/dev/emails/${template}/text`);

    expect(html.headers.get("content-type")).toContain("text/html");
    expect(html.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; style-src/);
    expect(await html.text()).toContain("max-width:600px");
    expect(text.headers.get("content-type")).toContain("text/plain");
    expect((await text.text()).length).toBeGreaterThan(50);
  });

  test("shows what was sent in the same way, and nothing of what has no HTML", async ({ expect }) => {
    const ada = await signUp();
    const { items } = await (
      await call("GET", `/dev/outbox?to=${encodeURIComponent(ada.email)}`)
    ).json<{ items: { id: string; html: string }[] }>();

    const page = await call("GET", `/dev/outbox/${encodeURIComponent(items[0]?.id ?? "")}`);
    const none = await call("GET", "/dev/outbox/nonsense");

    expect(page.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; style-src/);
    expect(await page.text()).toBe(items[0]?.html);
    expect(none.status).toBe(404);
  });

  test("knows no other", async ({ expect }) => {
    expect((await call("GET", "/dev/emails/nonsense")).status).toBe(404);
  });
});
