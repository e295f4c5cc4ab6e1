import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { arrive, mailed, openConversationWith, say } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("what is chosen in the preferences is kept, and holds", { timeout: 90_000 }, async () => {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  const { page } = grace;
  await page.goto("/settings/notifications");

  await page.getByLabel("Messages by Here").uncheck();
  await expect(page.getByLabel("Security by Email").isDisabled()).resolves.toBe(true);
  await page.getByText("SMS and WhatsApp reach you once you add a phone number.").waitFor();
  await page.getByLabel("Everything by WhatsApp").check();
  await page.getByLabel("Followers by every channel").check();
  await page.getByLabel("Quiet hours").check();
  await page.getByLabel("From").fill("07:00");
  await page.getByText("Choose another time than the first.").waitFor();
  await page.getByLabel("From").fill("21:30");
  await page.getByLabel("Time zone").selectOption("Asia/Kuwait");
  await page.getByLabel("Mails come").selectOption("Once a day");
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel("From").waitFor();
  await expect(page.getByLabel("Messages by Here").isChecked()).resolves.toBe(false);
  await expect(page.getByLabel("Comments by WhatsApp", { exact: true }).isChecked()).resolves.toBe(true);
  await expect(page.getByLabel("Followers by SMS").isChecked()).resolves.toBe(true);
  await expect(page.getByLabel("From").inputValue()).resolves.toBe("21:30");
  await expect(page.getByLabel("Time zone").inputValue()).resolves.toBe("Asia/Kuwait");
  await expect(page.getByLabel("Mails come").inputValue()).resolves.toBe("daily");
  await openConversationWith(ada.page, grace.person);
  await say(ada.page, "Not in your inbox");
  await page.goto("/");

  await page.getByText("Not in your inbox").waitFor();
  await page.goto("/notifications");
  await page.getByText("Nothing here.").waitFor();
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test(
  "the link in a mail asks before it ends mails of its kind, also who is signed out",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
    await openConversationWith(ada.page, grace.person);
    await say(ada.page, "Will you be mailed?");
    const link = await mailed(server.url, grace.person.email, /^Unsubscribe: (\S+)$/m);
    const stranger = await openDevice(browser, server.url);

    await stranger.page.goto(link);
    await stranger.page.getByText("Do you want no more mails about this: Messages?").waitFor();
    await stranger.page.getByRole("button", { name: "Unsubscribe" }).click();
    await stranger.page.getByText("You get no more mails about this: Messages.").waitFor();
    await grace.page.goto("/settings/notifications");

    await grace.page.getByLabel("Messages by Email").waitFor();
    await expect(grace.page.getByLabel("Messages by Email").isChecked()).resolves.toBe(false);
    await expect(grace.page.getByLabel("Mentions by Email").isChecked()).resolves.toBe(true);
    expect([...stranger.complaints, ...grace.complaints]).toEqual([]);
  },
);
