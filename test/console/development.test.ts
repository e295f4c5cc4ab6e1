import type { Browser, Locator } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { seriousFaults } from "./axe.ts";
import { launchBrowser, openDevice } from "./browser.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("who signs up takes the code from the outbox in a second tab", { timeout: 60_000 }, async () => {
  const { page, context, complaints } = await openDevice(browser, server.url);
  const username = `ada_${Math.random().toString(36).slice(2, 8)}`;
  const email = `${username}@example.org`;
  const outbox = await context.newPage();
  outbox.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await outbox.goto(`/outbox?to=${encodeURIComponent(email)}`);
  await outbox.getByText("No message is like that.").waitFor();

  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(`the quiet garden of ${username}`);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code").waitFor();
  await outbox.bringToFront();
  // It comes by itself.
  await outbox.getByRole("list", { name: "messages" }).getByRole("link").first().press("Enter");
  const code = await outbox.getByRole("list", { name: "Codes and links" }).locator("code").innerText();
  const mail = outbox.frameLocator("iframe");
  await mail.getByText(code, { exact: true }).first().waitFor();
  const faults = await seriousFaults(outbox);
  await outbox.getByRole("button", { name: "Text", exact: true }).click();
  await outbox.getByText(`Your code: ${code}`).waitFor();
  await page.bringToFront();
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Verify" }).click();

  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
});

/** How bright a place is as it is seen, from 0 to 255: no script runs in a mail's frame that could be asked. */
async function brightnessOf(place: Locator): Promise<number> {
  const { data, width, height } = PNG.sync.read(await place.screenshot());
  const greens = data.filter((_, at) => at % 4 === 1);
  return greens.reduce((sum, green) => sum + green, 0) / (width * height);
}

test("each mail is shown as it looks, in both schemes, and as it reads", { timeout: 60_000 }, async () => {
  const { page, complaints } = await openDevice(browser, server.url);
  // Else the browser is made to tell every frame that its reader prefers light.
  await page.emulateMedia({ colorScheme: null });
  await page.goto("/mail-previews");

  await page.getByRole("list", { name: "Templates" }).getByRole("button", { name: "digest" }).click();
  await page.frameLocator("iframe").getByText("Analytical engines").waitFor();
  const frame = page.locator("iframe");
  await expect.poll(() => brightnessOf(frame)).toBeGreaterThan(180);
  await page.getByRole("button", { name: "Dark" }).click();
  await expect.poll(() => brightnessOf(frame)).toBeLessThan(80);
  const faults = await seriousFaults(page);
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.locator("pre").getByText("Analytical engines").waitFor();

  expect(await page.getByRole("link", { name: "API reference" }).getAttribute("href")).toBe("/docs");
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
});
