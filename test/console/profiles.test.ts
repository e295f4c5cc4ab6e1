import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { post, postOf } from "./feed.ts";
import { arrive } from "./people.ts";

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
  "who follows nobody is shown whom to follow, follows somebody, and finds them among followers",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
    await post(grace, "A word of mine");
    await ada.page.getByRole("link", { name: "Feed", exact: true }).click();
    await ada.page.getByRole("heading", { name: "Who to follow" }).waitFor();
    await ada.page.getByRole("button", { name: `Follow ${grace.person.name}` }).click();
    await postOf(ada, "A word of mine").getByRole("link", { name: grace.person.name }).click();

    await ada.page.getByRole("heading", { name: grace.person.name }).waitFor();
    await ada.page.getByRole("button", { name: "1 follower" }).click();
    await ada.page.getByRole("dialog").getByRole("link", { name: ada.person.name }).waitFor();
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("button", { name: "Message" }).click();
    await ada.page.getByRole("textbox", { name: `Message to ${grace.person.name}` }).waitFor();
    expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  },
);

test("posts, people and spaces are searched; who is blocked is gone from the feed", { timeout: 90_000 }, async () => {
  const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
  const word = `turnip${grace.person.username.slice(-6)}`;
  await post(grace, `About the ${word}`);
  await ada.page.goto("/search");
  await ada.page.getByRole("searchbox", { name: "Search posts, people and spaces" }).fill(word);
  await postOf(ada, word).waitFor();
  expect(new URL(ada.page.url()).searchParams.get("q")).toBe(word);
  await ada.page.getByRole("searchbox", { name: "Search posts, people and spaces" }).fill(grace.person.username);
  await ada.page.getByRole("button", { name: "People", exact: true }).click();
  await ada.page.getByRole("list", { name: "People" }).getByRole("link", { name: grace.person.name }).click();

  await ada.page.getByRole("heading", { name: grace.person.name }).waitFor();
  await postOf(ada, word).waitFor();
  await ada.page
    .getByRole("main")
    .getByRole("button", { name: `More about ${grace.person.name}`, exact: true })
    .press("Enter");
  await ada.page.getByRole("menuitem", { name: `Block ${grace.person.name}` }).press("Enter");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Block" }).press("Enter");
  await ada.page.getByText(`You have blocked ${grace.person.name}`).waitFor();
  await postOf(ada, word).waitFor({ state: "detached" });
  await ada.page.getByRole("button", { name: `Unblock ${grace.person.name}` }).press("Enter");
  await postOf(ada, word).waitFor();
  expect(ada.complaints).toEqual([]);
});
