import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { arrive, chooseOfAccount, openConversationWith, said, say, signIn, type Someone } from "./people.ts";
import { openSettings } from "./settings.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Two people with a conversation that one of them has opened. */
async function adaWithGrace(): Promise<{ ada: Someone; grace: Someone }> {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  await openConversationWith(ada.page, grace.person);
  return { ada, grace };
}

test("two people sign up and talk, each seeing the other's words as they come", { timeout: 60_000 }, async () => {
  const { ada, grace } = await adaWithGrace();
  await openConversationWith(grace.page, ada.person);

  await say(ada.page, "Is anybody in the garden?");
  await said(grace, "Is anybody in the garden?").waitFor();
  await grace.page.getByRole("textbox", { name: /^Message to / }).pressSequentially("I am");
  await ada.page.getByText("is typing").waitFor();
  await say(grace.page, "I am. Bring tea.");

  await said(ada, "I am. Bring tea.").waitFor();
  await grace.page.getByText("Seen", { exact: true }).waitFor();
  await expect(said(ada, "Is anybody in the garden?").count()).resolves.toBe(1);
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test(
  "who is on another page hears the bell, and the notification leads to the message",
  { timeout: 60_000 },
  async () => {
    const { ada, grace } = await adaWithGrace();
    await chooseOfAccount(grace.page, "Settings");

    await say(ada.page, "Where are you?");
    await grace.page.getByRole("button", { name: "Notifications, 1 unread" }).click();
    await grace.page.getByRole("region", { name: "Notifications" }).getByText("Where are you?").click();

    await said(grace, "Where are you?").waitFor();
    await grace.page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  },
);

test("what was sent in another tab is shown at its place, however long ago that was", { timeout: 90_000 }, async () => {
  const { ada, grace } = await adaWithGrace();
  const other = await ada.context.newPage();
  await other.goto("/");
  await other.getByRole("link", { name: grace.person.name }).waitFor();
  // It shows the newest page alone.
  await other.route(/[?&]before=/, (route) => route.abort());

  const numbers = Array.from({ length: 55 }, (_, at) => `number ${at + 1}`);
  for (const text of numbers) await say(ada.page, text);
  await ada.page.getByText("Sending…").first().waitFor({ state: "detached" });
  await other.getByRole("link", { name: grace.person.name }).click();
  await other.getByRole("log").getByText("number 55", { exact: true }).waitFor();

  // Of a long thread, what can be seen is on the page.
  const shown = await other
    .getByRole("log")
    .getByText(/^number \d+$/)
    .allTextContents();
  expect(shown.length).toBeGreaterThan(10);
  expect(shown).toEqual(numbers.slice(-shown.length));
});

test("a reload keeps one signed in, where one was", { timeout: 60_000 }, async () => {
  const { ada, grace } = await adaWithGrace();
  await say(ada.page, "Still here?");
  await ada.page.getByText("Sent", { exact: true }).waitFor();

  await ada.page.reload();

  await said(ada, "Still here?").waitFor();
  await ada.page.getByRole("heading", { name: grace.person.name }).waitFor();
  expect(ada.complaints).toEqual([]);
});

test("a session that is ended in settings is signed out at once, and told so", { timeout: 60_000 }, async () => {
  const ada = await arrive(browser, server.url, "Ada");
  const other = await openDevice(browser, server.url);
  await signIn(other.page, ada.person);

  await openSettings(ada.page, "Sessions");
  await ada.page.getByRole("button", { name: /^Sign out Chrom/ }).click();

  await other.page.getByText("this session was ended").waitFor({ timeout: 5_000 });
  await ada.page.getByRole("button", { name: /^Sign out Chrom/ }).waitFor({ state: "detached" });
  expect([...ada.complaints, ...other.complaints]).toEqual([]);
});
