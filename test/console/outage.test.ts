import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, chooseOfAccount, openConversationWith, said, say, type Someone } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  server = await startServer();
}, 120_000);

afterEach(() => server.stop());

async function restart(): Promise<void> {
  const { port, stateDir } = server;
  server = await startServer({ port, stateDir });
}

/** Two people who look at their conversation, and have said something. */
async function talking(): Promise<{ ada: Someone; grace: Someone }> {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  await openConversationWith(ada.page, grace.person);
  await openConversationWith(grace.page, ada.person);
  await say(ada.page, "before");
  await said(grace, "before").waitFor();
  await ada.page.getByText("Seen", { exact: true }).waitFor();
  return { ada, grace };
}

test(
  "what is written while the server is down arrives once, in order, when it is back",
  { timeout: 90_000 },
  async () => {
    const { ada, grace } = await talking();

    await server.kill("SIGKILL");
    await ada.page.getByText("The connection is lost").waitFor();
    await say(ada.page, "during, one");
    await say(ada.page, "during, two");
    await ada.page.getByText("Sending…").nth(1).waitFor();
    await restart();

    await said(grace, "during, two").waitFor();
    await ada.page.getByText("The connection is lost").waitFor({ state: "detached" });
    for (const { page } of [ada, grace]) {
      const texts = await page
        .getByRole("log")
        .getByText(/^(before|during)/)
        .allTextContents();
      expect(texts).toEqual(["before", "during, one", "during, two"]);
    }
  },
);

test("a message that one left behind unsent is sent by itself", { timeout: 90_000 }, async () => {
  const { ada, grace } = await talking();

  await server.kill("SIGKILL");
  await say(ada.page, "left behind");
  await ada.page.getByText("Sending…").waitFor();
  await chooseOfAccount(ada.page, "Settings");
  await ada.page.goBack();
  await ada.page.getByText("Sending…").waitFor();
  await restart();

  await said(grace, "left behind").waitFor();
  await ada.page.getByText("Sending…").waitFor({ state: "detached" });
  await expect(said(ada, "left behind").count()).resolves.toBe(1);
});
