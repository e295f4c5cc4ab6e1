import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, say, type Someone } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Somebody on another page who was written to by two people. */
async function writtenTo(): Promise<{ grace: Someone; others: Someone[] }> {
  const grace = await arrive(browser, server.url, "Grace");
  await grace.page.getByRole("link", { name: "Settings" }).click();
  const others = await Promise.all(["Ada", "Alan"].map((name) => arrive(browser, server.url, name)));
  for (const { page, person } of others) {
    await openConversationWith(page, grace.person);
    await say(page, `Hello from ${person.name}`);
  }
  await grace.page.getByRole("button", { name: "Notifications, 2 unread" }).waitFor();
  return { grace, others };
}

test(
  "the inbox shows what is unread and of which kind, and is read and emptied one by one",
  { timeout: 90_000 },
  async () => {
    const { grace, others } = await writtenTo();
    const { page, complaints } = grace;
    await page.getByRole("button", { name: "Notifications, 2 unread" }).click();
    await page.getByRole("link", { name: "All notifications" }).click();
    const items = page.getByRole("main").getByRole("list", { name: "Notifications" }).getByRole("listitem");
    await expect.poll(() => items.count()).toBe(2);

    await items
      .filter({ hasText: "Hello from Ada" })
      .getByRole("button", { name: /^Mark / })
      .click();
    await page.getByRole("button", { name: "Unread", exact: true }).click();
    await expect.poll(() => items.allTextContents()).toEqual([expect.stringContaining("Hello from Alan")]);
    await page.getByLabel("Kind").selectOption("Followers");
    await page.getByText("Nothing here.").waitFor();
    await page.getByLabel("Kind").selectOption("Messages");
    await page.reload();
    await expect.poll(() => items.count()).toBe(1);
    await page.getByRole("button", { name: "Mark all read" }).click();
    await page.getByText("Nothing here.").waitFor();
    await page.getByRole("button", { name: "All", exact: true }).click();
    await items
      .filter({ hasText: "Hello from Ada" })
      .getByRole("button", { name: /^Remove / })
      .click();

    await expect.poll(() => items.allTextContents()).toEqual([expect.stringContaining("Hello from Alan")]);
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    expect([...complaints, ...others.flatMap((other) => other.complaints)]).toEqual([]);
  },
);

test("what is chosen in the preferences is kept, and holds", { timeout: 60_000 }, async () => {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  const { page } = grace;
  await page.goto("/settings/notifications");

  await page.getByLabel("Messages by Here").uncheck();
  await expect(page.getByLabel("Security by Email").isDisabled()).resolves.toBe(true);
  await page.getByLabel("Quiet hours").check();
  await page.getByLabel("From").fill("21:30");
  await page.getByLabel("Mails come").selectOption("Once a day");
  await page.getByRole("button", { name: "Save preferences" }).click();
  await page.getByText("Saved.").waitFor();
  await page.reload();
  await expect.poll(() => page.getByLabel("Messages by Here").isChecked()).toBe(false);
  await expect(page.getByLabel("From").inputValue()).resolves.toBe("21:30");
  await expect(page.getByLabel("Mails come").inputValue()).resolves.toBe("daily");
  await openConversationWith(ada.page, grace.person);
  await say(ada.page, "Not in your inbox");
  await page.getByRole("link", { name: "Atrium: conversations" }).click();

  await page.getByText("Not in your inbox").waitFor();
  await page.goto("/notifications");
  await page.getByText("Nothing here.").waitFor();
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});
