import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, say, signIn, type Someone } from "./people.ts";

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
  await grace.page.goto("/settings");
  const others = await Promise.all(["Ada", "Alan"].map((name) => arrive(browser, server.url, name)));
  for (const { page, person } of others) {
    await openConversationWith(page, grace.person);
    await say(page, `Hello from ${person.name}`);
  }
  await grace.page.getByRole("button", { name: "Notifications, 2 unread" }).waitFor();
  return { grace, others };
}

const itemsOf = ({ page }: Pick<Someone, "page">) =>
  page.getByRole("main").getByRole("region", { name: "Notifications" }).getByRole("listitem");

test(
  "the inbox shows what is unread and of which kind, and what was removed can be kept",
  { timeout: 90_000 },
  async () => {
    const { grace, others } = await writtenTo();
    const { page, complaints } = grace;
    const items = itemsOf(grace);
    await expect(page.title()).resolves.toMatch(/^\(2\) /);
    await page.getByRole("button", { name: "Notifications, 2 unread" }).click();
    await page.getByRole("link", { name: "All notifications" }).click();
    await expect.poll(() => items.count()).toBe(2);
    await expect.poll(() => page.title()).toBe("(2) Notifications · Atrium");

    const ada = items.filter({ hasText: "Hello from Ada" });
    await expect(ada.getByRole("link").textContent()).resolves.toMatch(/^.*Ada \w+ sent you a messageHello from Ada/);
    await ada.getByRole("button", { name: /^Mark / }).click();
    await page.getByRole("button", { name: "Unread", exact: true }).click();
    await expect.poll(() => items.allTextContents()).toEqual([expect.stringContaining("Hello from Alan")]);
    await page.getByLabel("Kind").selectOption("Followers");
    await page.getByText("Nothing here.").waitFor();
    await page.getByLabel("Kind").selectOption("Messages");
    await page.reload();
    await expect.poll(() => items.count()).toBe(1);
    await page.getByRole("button", { name: "Mark all read" }).click();
    await page.getByText("Nothing here.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await ada.getByRole("button", { name: /^Remove / }).click();
    await page.getByRole("button", { name: /^Undo: keep .*Ada/ }).click();
    await expect.poll(() => items.count()).toBe(2);
    await ada.getByRole("button", { name: /^Remove / }).click();
    await page.reload();

    await expect.poll(() => items.allTextContents()).toEqual([expect.stringContaining("Hello from Alan")]);
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await expect(page.title()).resolves.toBe("Notifications · Atrium");
    expect([...complaints, ...others.flatMap((other) => other.complaints)]).toEqual([]);
  },
);

test(
  "the list is gone through by its keys, and each notification says how it was told",
  { timeout: 90_000 },
  async () => {
    const { grace } = await writtenTo();
    const { page, complaints } = grace;
    const items = itemsOf(grace);
    await page.goto("/notifications");
    await items.nth(1).waitFor();

    await items.first().getByRole("link").focus();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(() => page.evaluate("document.activeElement === [...document.querySelectorAll('main [data-way]')].at(-1)"))
      .toBe(true);
    await page.keyboard.press("Delete");
    await page.getByText("Removed.").waitFor();
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await items
      .first()
      .getByRole("button", { name: /^More about / })
      .press("Enter");
    await page.getByRole("menuitem", { name: "How you were told" }).press("Enter");

    const told = page.getByRole("region", { name: "How you were told" });
    await expect.poll(() => told.getByRole("listitem").allTextContents()).toEqual([expect.stringMatching(/^Email/)]);
    await page.getByText("Removed.").waitFor({ state: "detached" });
    await expect.poll(() => items.filter({ hasText: "Hello from" }).count()).toBe(1);
    expect(complaints).toEqual([]);
  },
);

test("what is read or removed in one browser is so in the other at once", { timeout: 90_000 }, async () => {
  const { grace } = await writtenTo();
  const second = await browser.newContext({ baseURL: server.url, locale: "en-GB" });
  const page = await second.newPage();
  await signIn(page, grace.person);
  await page.goto("/notifications?unread=true");
  const others = itemsOf({ page });
  // This sign-in is told of as well.
  await expect.poll(() => others.count()).toBe(3);

  await grace.page.goto("/notifications");
  await itemsOf(grace)
    .filter({ hasText: "Hello from Ada" })
    .getByRole("button", { name: /^Mark / })
    .click();

  await expect.poll(() => others.count(), { timeout: 5_000 }).toBe(2);
  await expect.poll(() => page.title()).toMatch(/^\(2\) /);
  await grace.page.getByRole("button", { name: "Mark all read" }).click();
  await page.getByText("You have read everything.").waitFor();
  expect(grace.complaints).toEqual([]);
});

test("who comes where a notification leads has read it", { timeout: 60_000 }, async () => {
  const { grace } = await writtenTo();
  const { page } = grace;
  await page.goto("/");

  await page.getByRole("navigation").or(page.getByRole("main")).getByText("Hello from Ada").first().click();

  await page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
  expect(grace.complaints).toEqual([]);
});
