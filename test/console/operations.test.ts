import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { admin, goTo, operator } from "./operator.ts";

let server: Server;
let browser: Browser;

/** Nobody takes mails in: every mail's job fails, and before long the breaker opens. */
beforeAll(async () => {
  const env = { EMAIL_PROVIDERS: "smtp", SMTP_URL: `smtp://127.0.0.1:${await freePort()}?tls=none` };
  [server, browser] = await Promise.all([startServer({ env }), launchBrowser()]);
  await Promise.all(["ada", "grace", "admin", "ada", "grace", "admin", "ada", "grace"].map(forget));
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Has a mail sent. */
async function forget(username: string): Promise<void> {
  await fetch(`${server.url}/api/v1/auth/password/forgot`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: `${username}@example.com` }),
  });
}

test("the health page tells of a provider that is given no mails for a while", { timeout: 90_000 }, async () => {
  const { page, complaints } = await operator(browser, server.url, "Health");

  const smtp = page.getByRole("list", { name: "Providers" }).getByRole("listitem").filter({ hasText: "smtp" });
  await smtp.getByText(/^(Open|Half open)$/).waitFor({ timeout: 45_000 });
  await smtp.getByText(/Last failure/).waitFor();
  await page.getByText("It works, but a channel has no provider that is well.").waitFor();
  await page.getByRole("list", { name: "Checks" }).getByText("Works").first().waitFor();
  await page.getByText("No address is suppressed.").waitFor();
  expect(complaints).toEqual([]);
});

test(
  "a job that failed is shown with its error, retried, and cancelled when that is confirmed",
  { timeout: 90_000 },
  async () => {
    const boss = await operator(browser, server.url, "Jobs");
    const { page, complaints } = boss;
    await page.getByLabel("State").selectOption("Failed");
    const job = page.getByRole("list", { name: "jobs" }).getByRole("listitem").first();
    await job.getByRole("link").click();
    await page.getByText("Last error").waitFor();
    const name = /^Retry delivery\./;

    await page.getByRole("button", { name }).click();
    await page.getByText("The job is queued again.").waitFor();
    // It fails once more, because there is nobody still: then it waits for its next try, and may be taken back.
    await page.getByRole("button", { name: /^Cancel delivery\./ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the job" }).click();
    await page.getByText("The job is cancelled.").waitFor();
    await page.getByText("Cancelled", { exact: true }).waitFor();
    await page.getByRole("link", { name: "All jobs" }).click();
    await page.getByLabel("State").selectOption("Cancelled");

    await job.waitFor();
    await page.getByRole("button", { name: "Retry all failed" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Retry them" }).click();
    await page
      .getByText(/No job was given up|queued again\.$/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  },
);

test(
  "an event shows what it holds and what followed, and is replayed once that is confirmed",
  { timeout: 60_000 },
  async () => {
    const { page, complaints } = await operator(browser, server.url, "Events");
    await page.getByLabel("State").selectOption("Done");
    await page.getByRole("list", { name: "events" }).getByRole("listitem").first().getByRole("link").click();
    await page.getByRole("heading", { name: "Reactions" }).waitFor();
    await page.getByRole("region", { name: "Payload" }).getByText("{").first().waitFor();

    await page
      .getByRole("button", { name: /^Replay / })
      .first()
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
    await page.getByText("The event is dispatched again.").waitFor();

    await expect(page.getByRole("alert").count()).resolves.toBe(0);
    expect(complaints).toEqual([]);
  },
);

test("events of a kind and a time are counted before they are replayed", { timeout: 60_000 }, async () => {
  const { page, complaints } = await operator(browser, server.url, "Events");
  await page.getByRole("button", { name: "Replay many" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay many events" });
  await dialog.getByLabel("From").fill("2020-01-01T00:00");

  await dialog.getByRole("button", { name: "Count them" }).click();
  await dialog.getByText(/has a reaction to run|have a reaction to run/).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("the overview moves when somebody signs in, and each chart has its figures", { timeout: 90_000 }, async () => {
  const boss = await operator(browser, server.url, "Overview");
  const { page, complaints } = boss;
  const card = page.getByRole("region", { name: "Sign-ins" });
  await card.getByRole("img", { name: /^Sign-ins over 1 hour: [1-9]/ }).waitFor({ timeout: 30_000 });
  const before = (await card.getByRole("img").getAttribute("aria-label")) ?? "";

  await fetch(`${server.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "grace@example.com", password: admin.password, tokenTransport: "body" }),
  });
  await expect.poll(() => card.getByRole("img").getAttribute("aria-label"), { timeout: 30_000 }).not.toBe(before);
  await card.getByText("Figures").click();
  await card.getByRole("columnheader", { name: "Succeeded" }).waitFor();
  await page.getByRole("button", { name: "7 days" }).click();
  await card.getByRole("img", { name: /over 7 days/ }).waitFor();
  await page.getByRole("link", { name: /^Pending jobs/ }).click();
  await page.getByRole("heading", { name: "Jobs", level: 2 }).waitFor();

  await goTo(boss, "Overview");
  expect(complaints).toEqual([]);
});
