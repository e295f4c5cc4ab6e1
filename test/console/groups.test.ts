import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, chooseOfAccount, openConversationWith, said, say, type Someone } from "./people.ts";
import { choose, createGroup } from "./thread.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function people(...names: string[]): Promise<Someone[]> {
  return Promise.all(names.map((name) => arrive(browser, server.url, name)));
}

async function openDetails({ page }: Someone, name = "Group details"): Promise<Locator> {
  await page.getByRole("button", { name, exact: true }).click();
  return page.getByRole("dialog", { name });
}

test("a group is made, renamed, grown, governed and left", { timeout: 90_000 }, async () => {
  const [ada, grace, alan] = (await people("Ada", "Grace", "Alan")) as [Someone, Someone, Someone];
  await createGroup(ada, "The engine", [grace]);
  const details = await openDetails(ada);

  await details.getByLabel("Name of the group").fill("The analytical engine");
  await details.getByRole("button", { name: "Rename" }).click();
  await details.getByText("Saved.").waitFor();
  await details.getByRole("button", { name: "Add people" }).click();
  await details.getByLabel("Add whom?").fill(alan.person.username);
  await details.getByRole("button", { name: new RegExp(`^${alan.person.name}`) }).click();
  await details.getByText("3 members").waitFor();
  await details.getByLabel(`Role of ${grace.person.name}`).selectOption("Admin");
  await ada.page.keyboard.press("Escape");
  await say(ada.page, "Welcome");
  // It came into her list under its first name, and got its new one there.
  await grace.page.getByRole("link", { name: /^The analytical engine/ }).click();
  const hers = await openDetails(grace);
  await hers.getByText("Admin", { exact: true }).waitFor();
  await hers.getByRole("button", { name: `Remove ${alan.person.name}` }).click();
  await hers.getByText("2 members").waitFor();
  await hers.getByRole("button", { name: "Leave", exact: true }).click();
  await grace.page.getByRole("dialog", { name: "Leave this group?" }).getByRole("button", { name: "Leave" }).click();

  await grace.page.getByText("Nothing open yet").waitFor();
  await grace.page.getByRole("link", { name: /^The analytical engine/ }).waitFor({ state: "detached" });
  await ada.page.getByText("1 members").or(ada.page.getByText("1 member")).first().waitFor();
  expect([...ada.complaints, ...grace.complaints, ...alan.complaints]).toEqual([]);
});

test("a group says who has seen one's words", { timeout: 60_000 }, async () => {
  const [ada, grace, alan] = (await people("Ada", "Grace", "Alan")) as [Someone, Someone, Someone];
  await createGroup(ada, "Readers", [grace, alan]);
  await say(ada.page, "Has everybody read it?");

  await grace.page.getByRole("link", { name: "Readers" }).click();
  await ada.page.getByText(`Seen by ${grace.person.name}`).waitFor();
  await alan.page.getByRole("link", { name: "Readers" }).click();

  await ada.page.getByText("Seen by all").waitFor();
  expect([...ada.complaints, ...grace.complaints, ...alan.complaints]).toEqual([]);
});

test("a muted conversation rings no bell until it is unmuted", { timeout: 60_000 }, async () => {
  const [ada, grace] = (await people("Ada", "Grace")) as [Someone, Someone];
  await openConversationWith(grace.page, ada.person);
  const details = await openDetails(grace, "Details");
  await details.getByRole("button", { name: "For a day" }).click();
  await details.getByText(/^Muted until/).waitFor();
  await grace.page.keyboard.press("Escape");
  await chooseOfAccount(grace.page, "Settings");
  await openConversationWith(ada.page, grace.person);

  await say(ada.page, "You can’t hear this");
  await ada.page.getByText("Sent", { exact: true }).waitFor();
  await grace.page.getByRole("link", { name: "Atrium: conversations" }).click();
  await grace.page.getByText("You can’t hear this").waitFor();
  await expect(grace.page.getByRole("button", { name: "Notifications", exact: true }).count()).resolves.toBe(1);
  await grace.page.getByRole("link", { name: ada.person.name }).click();
  const again = await openDetails(grace, "Details");
  await again.getByRole("button", { name: "Unmute" }).click();
  await again.getByText("Mute", { exact: true }).waitFor();
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test(
  "somebody is blocked, which their words do not pass, and let near again; and a message is reported",
  { timeout: 60_000 },
  async () => {
    const [ada, grace] = (await people("Ada", "Grace")) as [Someone, Someone];
    await openConversationWith(ada.page, grace.person);
    await say(ada.page, "Something rude");
    await openConversationWith(grace.page, ada.person);
    await said(grace, "Something rude").waitFor();

    await choose(grace, "Something rude", "Report");
    const report = grace.page.getByRole("dialog", { name: "Report this message" });
    await report.getByLabel("What is wrong?").fill("It is rude.");
    await report.getByRole("button", { name: "Report" }).click();
    await report.getByText("The moderators will look at it.").waitFor();
    await report.getByRole("button", { name: "Close" }).click();
    const details = await openDetails(grace, "Details");
    await details.getByRole("button", { name: `Block ${ada.person.name}` }).click();
    await grace.page
      .getByRole("dialog", { name: /^Block Ada/ })
      .getByRole("button", { name: "Block", exact: true })
      .click();
    await details.getByRole("button", { name: `Unblock ${ada.person.name}` }).waitFor();
    await say(ada.page, "And more of it");
    await ada.page.getByText("Not sent.").waitFor();
    await details.getByRole("button", { name: `Unblock ${ada.person.name}` }).click();
    await details.getByRole("button", { name: `Block ${ada.person.name}` }).waitFor();
    await ada.page.getByRole("button", { name: "Try again" }).click();

    await said(grace, "And more of it").waitFor();
    await expect(ada.page.getByText("Not sent.").count()).resolves.toBe(0);
  },
);
