import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, said, say, type Someone } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  const env = { LIMIT_COMMANDS: "1000000/60" };
  [server, browser] = await Promise.all([startServer({ env }), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Two people who look at their conversation. */
async function talking(): Promise<{ ada: Someone; grace: Someone }> {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  await openConversationWith(ada.page, grace.person);
  await openConversationWith(grace.page, ada.person);
  await say(ada.page, "before");
  await said(grace, "before").waitFor();
  return { ada, grace };
}

async function sayings({ page }: Someone): Promise<string[]> {
  return page
    .getByRole("log")
    .getByText(/^(before|offline|online)/)
    .allTextContents();
}

test("what is written offline is marked, and sent once when one is back", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();

  await ada.context.setOffline(true);
  await ada.page.getByText("You are offline").waitFor();
  await say(ada.page, "offline, one");
  await say(ada.page, "offline, two");
  await ada.page.getByText("Will be sent when you are back online").nth(1).waitFor();
  await ada.context.setOffline(false);

  await said(grace, "offline, two").waitFor();
  await ada.page.getByText("You are offline").waitFor({ state: "detached" });
  await say(ada.page, "online again");
  await said(grace, "online again").waitFor();
  const all = ["before", "offline, one", "offline, two", "online again"];
  await expect.poll(() => sayings(ada)).toEqual(all);
  expect(await sayings(grace)).toEqual(all);
});

test("what was written offline is sent once also where the page was closed before", { timeout: 60_000 }, async () => {
  const { ada, grace } = await talking();
  const address = ada.page.url();
  await ada.context.setOffline(true);
  await say(ada.page, "offline, and gone");
  await ada.page.getByText("Will be sent when you are back online").waitFor();
  await ada.page.close();
  await expect(said(grace, "offline, and gone").count()).resolves.toBe(0);

  await ada.context.setOffline(false);
  const page = await ada.context.newPage();
  await page.goto(address);

  await said(grace, "offline, and gone").waitFor();
  await page.getByRole("log").getByText("offline, and gone", { exact: true }).waitFor();
  await page.reload();
  await page.getByRole("log").getByText("offline, and gone", { exact: true }).waitFor();
  expect(await sayings(grace)).toEqual(["before", "offline, and gone"]);
  expect(await sayings({ ...ada, page })).toEqual(["before", "offline, and gone"]);
});
