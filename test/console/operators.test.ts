import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { arrive, openConversationWith, said, say, signIn, type Someone } from "./people.ts";
import { choose } from "./thread.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

const admin = { name: "Admin", username: "admin", email: "admin@example.com", password: "atrium demo passphrase" };

/** The demo's administrator, at the operators' pages. */
async function operator(): Promise<Someone> {
  const device = await openDevice(browser, server.url);
  await signIn(device.page, admin);
  await device.page.getByRole("link", { name: "Operations" }).click();
  await device.page.getByRole("heading", { name: "Operations" }).waitFor();
  return { ...device, person: admin };
}

test(
  "an operator finds a user, gives them a role, signs them out, and finds that in the audit log",
  { timeout: 90_000 },
  async () => {
    const [ada, { page, complaints }] = await Promise.all([arrive(browser, server.url, "Ada"), operator()]);
    await expect(ada.page.getByRole("link", { name: "Operations" }).count()).resolves.toBe(0);

    await page.getByRole("searchbox").fill(ada.person.username);
    await page.getByRole("list", { name: "users" }).getByRole("link", { name: ada.person.username }).click();
    await page.getByRole("heading", { name: ada.person.name }).waitFor();
    await page.getByLabel("moderator").click();
    await expect.poll(() => page.getByLabel("moderator").isChecked()).toBe(true);
    await ada.page.reload();
    await ada.page.getByRole("link", { name: "Operations" }).click();
    await ada.page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name: "Reports" }).waitFor();
    await expect(ada.page.getByRole("link", { name: "Audit log" }).count()).resolves.toBe(0);
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("Sessions ended: 1.").waitFor();
    await ada.page.getByText("this session was ended").waitFor();
    await page.getByRole("link", { name: /^What the audit log says/ }).click();

    const log = page.getByRole("list", { name: "audit records" });
    await log.getByText("session.force_logout").waitFor();
    await log.getByText("role.grant").first().waitFor();
    await page.getByRole("button", { name: "Verify the log" }).click();
    await page.getByText(/^Whole and unaltered/).waitFor();
    expect([...ada.complaints, ...complaints]).toEqual([]);
  },
);

test("what is reported is decided once, and shows its state", { timeout: 90_000 }, async () => {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  await openConversationWith(ada.page, grace.person);
  await say(ada.page, "Rude words");
  await openConversationWith(grace.page, ada.person);
  await said(grace, "Rude words").waitFor();
  await choose(grace, "Rude words", "Report");
  await grace.page.getByLabel("What is wrong?").fill(`They are rude to ${grace.person.username}.`);
  await grace.page.getByRole("button", { name: "Report", exact: true }).click();
  await grace.page.getByText("The moderators will look at it.").waitFor();

  const { page, complaints } = await operator();
  await page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name: "Reports" }).click();
  const report = page
    .getByRole("list", { name: "reports" })
    .getByRole("listitem")
    .filter({ hasText: grace.person.username });
  await report.getByRole("button", { name: "Decide" }).click();
  await page.getByLabel("Note for the other moderators").fill("A warning was given.");
  await page.getByRole("button", { name: "Resolve" }).click();
  await report.waitFor({ state: "detached" });
  await page.getByLabel("State").selectOption("Resolved");

  await report.getByText("A warning was given.").waitFor();
  expect([...ada.complaints, ...grace.complaints, ...complaints]).toEqual([]);
});

test("events and jobs are listed by their state, and an event is replayed", { timeout: 60_000 }, async () => {
  await arrive(browser, server.url, "Ada");
  const { page, complaints } = await operator();
  const nav = page.getByRole("navigation", { name: "Operations" });

  await nav.getByRole("link", { name: "Jobs" }).click();
  await page.getByLabel("State").selectOption("Succeeded");
  await page.getByRole("list", { name: "jobs" }).getByRole("listitem").first().waitFor();
  await nav.getByRole("link", { name: "Events" }).click();
  await page.getByLabel("State").selectOption("Done");
  const event = page.getByRole("list", { name: "events" }).getByRole("listitem").first();
  await event.getByRole("button", { name: /^Replay / }).click();

  await page
    .getByText(/replayed 1 times|There are none/)
    .or(event)
    .first()
    .waitFor();
  await expect(page.getByRole("alert").count()).resolves.toBe(0);
  expect(complaints).toEqual([]);
});
