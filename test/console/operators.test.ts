import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { goTo, operator } from "./operator.ts";
import { arrive, openConversationWith, said, say, type Someone } from "./people.ts";
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

/** Finds somebody among the users and opens their page. */
async function openUser({ page }: Someone, { person }: Someone): Promise<void> {
  await page.getByRole("searchbox").fill(person.username);
  await page.getByRole("list", { name: "users" }).getByRole("link", { name: person.username }).click();
  await page.getByRole("heading", { name: person.name }).waitFor();
}

/** Gives or takes a role, and confirms it. */
async function changeRole({ page }: Someone, role: string, action: string): Promise<void> {
  await page.getByRole("checkbox", { name: role }).click();
  await page.getByRole("dialog").getByRole("button", { name: action }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

test("a role shows the operators' pages it permits, and its taking hides them", { timeout: 120_000 }, async () => {
  const [ada, boss] = await Promise.all([arrive(browser, server.url, "Ada"), operator(browser, server.url, "Users")]);
  await expect(ada.page.getByRole("link", { name: "Operations" }).count()).resolves.toBe(0);
  await openUser(boss, ada);

  await changeRole(boss, "moderator", "Give the role");
  await expect.poll(() => boss.page.getByRole("checkbox", { name: "moderator" }).isChecked()).toBe(true);
  await ada.page.reload();
  await ada.page.getByRole("link", { name: "Operations" }).click();
  await goTo(ada, "Reports");
  await expect(ada.page.getByRole("link", { name: "Audit log" }).count()).resolves.toBe(0);
  await changeRole(boss, "moderator", "Take it away");
  await ada.page.getByLabel("State").selectOption("Resolved");

  await ada.page.getByText("Your roles do not let you see this.").waitFor();
  await expect.poll(() => ada.page.getByRole("link", { name: "Operations" }).count()).toBe(0);
  expect(boss.complaints).toEqual([]);
  // The browser itself tells of the refusal.
  expect(ada.complaints.filter((text) => !text.includes("403"))).toEqual([]);
});

test("a forced logout signs the other browser out at once, and is in the audit log", { timeout: 120_000 }, async () => {
  const [ada, boss] = await Promise.all([arrive(browser, server.url, "Ada"), operator(browser, server.url, "Users")]);
  const { page } = boss;
  await openUser(boss, ada);

  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByText("Sessions ended: 1.").waitFor();
  await ada.page.getByText("this session was ended").waitFor();
  await page.getByText("Not signed in anywhere.").waitFor();
  await page.getByRole("link", { name: /^What the audit log says/ }).click();

  const log = page.getByRole("list", { name: "audit records" });
  await log.getByText("session.force_logout").waitFor();
  await log.getByRole("button", { name: "Details of session.force_logout" }).click();
  await page.getByRole("dialog", { name: "session.force_logout" }).getByText("Place in the chain").waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Action").fill("auth.login");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await log.getByText("session.force_logout").waitFor({ state: "detached" });
  await page.getByLabel("From", { exact: true }).fill("2020-01-01T00:00");
  await page.getByLabel("Until", { exact: true }).fill("2020-01-02T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("Nothing is written of that.").waitFor();
  await page.getByRole("button", { name: "Verify the log" }).click();
  await page.getByText(/^Whole and unaltered/).waitFor();
  expect([...ada.complaints, ...boss.complaints]).toEqual([]);
});

test(
  "sessions of all are listed with whose they are, and those that are over are removed",
  { timeout: 120_000 },
  async () => {
    const ada = await arrive(browser, server.url, "Ada");
    const boss = await operator(browser, server.url, "Sessions");
    const { page } = boss;
    const list = page.getByRole("list", { name: "sessions" });
    await list.getByRole("link", { name: ada.person.name }).waitFor();
    await list.getByRole("link", { name: ada.person.name }).click();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("Sessions ended: 1.").waitFor();

    await goTo(boss, "Sessions");
    await page.getByLabel("Which").selectOption("Over");
    await list.getByRole("link", { name: ada.person.name }).waitFor();
    await page.getByRole("button", { name: "Clean up" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove them" }).click();

    await page.getByText("There are no such sessions.").waitFor();
    expect([...ada.complaints, ...boss.complaints]).toEqual([]);
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

  const { page, complaints } = await operator(browser, server.url, "Reports");
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
