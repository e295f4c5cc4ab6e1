import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, say } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ env: { LIMIT_COMPANION: "1/4" } }), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("a companion answers as it thinks, says when it can’t, and is asked again", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Ada");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("button", { name: "Companion", exact: true }).click();
  await page.getByRole("dialog").getByRole("listitem").getByRole("button").first().click();
  const log = page.getByRole("log");

  await say(page, "What is a daisy");
  await log.locator("[aria-busy=true]").waitFor();
  await log.getByText("You said: “What is a daisy” I know 1 of your messages, and answer offline.").waitFor();
  await log.locator("[aria-busy=true]").waitFor({ state: "detached" });
  await say(page, "And a rose");
  const failed = log.getByRole("alert");
  await failed.getByText("You have asked as much as you may for now.").waitFor();
  await expect
    .poll(
      async () => {
        if ((await failed.count()) > 0) await failed.getByRole("button", { name: "Try again" }).click();
        return log.getByText("You said: “And a rose”").count();
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toBe(1);

  await failed.waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});
