import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { postOf } from "./feed.ts";
import { arrive, type Someone } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test(
  "a private space is closed to a stranger, who is invited, accepts, and reads live what is said there",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
    const name = `Garden of ${ada.person.username}`;
    await createSpace(ada, name, "private");
    await say(ada, "Only for us");
    await grace.page.goto(new URL(ada.page.url()).pathname);
    await grace.page.getByText("There is no such space, or it is private.").waitFor();

    await invite(ada, grace);
    await ada.page.getByRole("button", { name: `Withdraw the invitation of ${grace.person.name}` }).waitFor();
    await ada.page.getByRole("button", { name: "Close" }).click();
    // It comes to the page that is open.
    await grace.page.getByRole("button", { name: `Join ${name}` }).click();
    await postOf(grace, "Only for us").waitFor();

    await say(ada, "Welcome");
    await grace.page.getByRole("button", { name: "1 new post" }).click();
    await postOf(grace, "Welcome").waitFor();
    expect(ada.complaints).toEqual([]);
  },
);

test(
  "an invitation is withdrawn, a role is given, the space handed over, left and deleted",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
    const name = `Kitchen of ${ada.person.username}`;
    await createSpace(ada, name, "public");
    await invite(ada, grace);
    await ada.page.getByRole("button", { name: `Withdraw the invitation of ${grace.person.name}` }).click();
    await ada.page.getByRole("list", { name: "Open invitations" }).waitFor({ state: "detached" });
    await ada.page.getByRole("button", { name: "Close" }).click();

    await grace.page.goto(new URL(ada.page.url()).pathname);
    await grace.page.getByRole("button", { name: "Join" }).click();
    await grace.page.getByLabel("What is new?").waitFor();
    await ada.page.getByRole("button", { name: "Members" }).click();
    const role = ada.page.getByLabel(`Role of ${grace.person.name}`);
    await role.selectOption("admin");
    await expect.poll(() => role.inputValue()).toBe("admin");
    await role.selectOption("owner");
    await ada.page.getByRole("button", { name: "Hand over" }).click();
    await role.waitFor({ state: "detached" });
    await ada.page.getByRole("button", { name: "Close" }).click();
    await ada.page.getByRole("button", { name: `More about ${name}` }).press("Enter");
    await ada.page.getByRole("menuitem", { name: "Leave" }).press("Enter");
    await ada.page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await ada.page.getByRole("button", { name: "Join" }).waitFor();

    await grace.page.reload();
    await grace.page.getByRole("button", { name: `More about ${name}` }).press("Enter");
    await grace.page.getByRole("menuitem", { name: "Settings" }).press("Enter");
    await grace.page.getByLabel("Name", { exact: true }).fill(`${name}, renewed`);
    await grace.page.getByRole("button", { name: "Save" }).click();
    await grace.page.getByRole("heading", { name: `${name}, renewed` }).waitFor();
    await grace.page.getByRole("button", { name: /^More about Kitchen/ }).press("Enter");
    await grace.page.getByRole("menuitem", { name: "Settings" }).press("Enter");
    await grace.page.getByRole("button", { name: "Delete space" }).click();
    await grace.page.getByRole("dialog").last().getByRole("button", { name: "Delete space" }).click();
    await grace.page.getByRole("heading", { name: "Spaces" }).waitFor();
    expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  },
);

async function createSpace({ page }: Someone, name: string, visibility: string): Promise<void> {
  await page.getByRole("link", { name: "Feed", exact: true }).click();
  await page.getByRole("link", { name: "Spaces", exact: true }).first().click();
  await page.getByRole("button", { name: "New space" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Who sees it").selectOption(visibility);
  await page.getByRole("button", { name: "Create space" }).click();
  await page.getByRole("heading", { name }).waitFor();
}

async function say(someone: Someone, text: string): Promise<void> {
  await someone.page.getByLabel("What is new?").fill(text);
  await someone.page.getByRole("button", { name: "Post", exact: true }).click();
  await postOf(someone, text).waitFor();
}

/** Invites by the dialog of the space's members, which stays open. */
async function invite({ page }: Someone, { person }: Someone): Promise<void> {
  await page.getByRole("button", { name: "Members" }).click();
  await page.getByLabel("Invite whom?").fill(person.username);
  await page.getByRole("button", { name: new RegExp(`^${person.name}`) }).click();
  await page.getByText(`${person.name} is invited.`).waitFor();
}
