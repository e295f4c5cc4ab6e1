import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, said, type Someone } from "./people.ts";
import { composerOf, createGroup } from "./thread.ts";

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

test("a name that is begun with @ is completed by the keyboard alone", { timeout: 60_000 }, async () => {
  const [ada, grace, alan] = (await people("Ada", "Grace", "Alan")) as [Someone, Someone, Someone];
  await createGroup(ada, "The engine", [grace, alan]);
  const composer = composerOf(ada.page);
  const options = ada.page.getByRole("listbox", { name: "People to mention" }).getByRole("option");

  await composer.pressSequentially("Hello @");
  await expect.poll(() => options.count()).toBe(2);
  await composer.press("Escape");
  await options.first().waitFor({ state: "detached" });
  await composer.pressSequentially(" and @gra");
  await expect.poll(() => options.allTextContents()).toEqual([expect.stringContaining(grace.person.name)]);
  await composer.press("ArrowDown");
  await composer.press("Enter");

  await expect.poll(() => composer.inputValue()).toBe(`Hello @ and @${grace.person.username} `);
  await composer.pressSequentially("look");
  await composer.press("Enter");
  await grace.page.getByRole("link", { name: /^The engine/ }).click();
  await said(grace, `@${grace.person.username}`).waitFor();
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("what was begun waits in its conversation, and the list says so", { timeout: 60_000 }, async () => {
  const [ada, grace, alan] = (await people("Ada", "Grace", "Alan")) as [Someone, Someone, Someone];
  await openConversationWith(ada.page, grace.person);
  await composerOf(ada.page).fill("Half a thought");

  await openConversationWith(ada.page, alan.person);
  await expect.poll(() => composerOf(ada.page).inputValue()).toBe("");
  await ada.page.getByText("Draft: Half a thought").waitFor();
  await ada.page.getByRole("link", { name: new RegExp(`^.*${grace.person.name}`) }).click();

  await expect.poll(() => composerOf(ada.page).inputValue()).toBe("Half a thought");
  await expect(ada.page.getByText("Draft:").count()).resolves.toBe(0);
  expect(ada.complaints).toEqual([]);
});
