import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
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
  "who is followed is read at home, and a like in one browser moves the counter in the other",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
    await ada.page.goto(`/users/${grace.person.username}`);
    await ada.page.getByRole("button", { name: "Follow", exact: true }).click();
    await ada.page.getByText("1 followers").waitFor();

    await grace.page.getByRole("link", { name: "Feed" }).click();
    await grace.page.getByLabel("What is new?").fill("The beans are up");
    await grace.page.getByRole("button", { name: "Post", exact: true }).click();
    await grace.page.getByRole("button", { name: "Everybody" }).click();
    const hers = grace.page.getByRole("article").filter({ hasText: "The beans are up" });
    await hers.waitFor();
    await ada.page.getByRole("link", { name: "Feed" }).click();
    const theirs = ada.page.getByRole("article").filter({ hasText: "The beans are up" });
    await theirs.getByRole("button", { name: "Like, 0 so far" }).click();
    await hers.getByRole("button", { name: "Like, 1 so far" }).waitFor();
    await theirs.getByRole("link", { name: "0 comments" }).click();
    await ada.page.getByLabel("Your comment").fill("And the peas?");
    await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
    await hers.getByRole("link", { name: "1 comment" }).click();
    const comment = grace.page.getByRole("list", { name: "Comments" }).getByRole("listitem");
    await comment.getByRole("button", { name: "Answer" }).click();
    await grace.page.getByLabel(/^Your answer to Ada/).fill("Tomorrow");
    await grace.page.getByRole("button", { name: "Answer", exact: true }).last().click();

    await grace.page.getByText("Tomorrow").waitFor();
    await grace.page.getByRole("button", { name: "More about your post" }).click();
    await grace.page.getByRole("menuitem", { name: "Delete" }).click();
    await grace.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await grace.page.getByText("There is no such post").waitFor();
    expect(ada.complaints).toEqual([]);
  },
);

test(
  "a private space is made, somebody is invited into it, and finds there what is said",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), arrive(browser, server.url, "Grace")]);
    const name = `Garden of ${ada.person.username}`;
    await ada.page.getByRole("link", { name: "Feed" }).click();
    await ada.page.getByRole("link", { name: "Spaces" }).click();
    await ada.page.getByRole("button", { name: "New space" }).click();
    await ada.page.getByLabel("Name", { exact: true }).fill(name);
    await ada.page.getByLabel("Who sees it").selectOption("private");
    await ada.page.getByRole("button", { name: "Create space" }).click();
    await ada.page.getByRole("heading", { name }).waitFor();

    await ada.page.getByLabel("What is new?").fill("Only for us");
    await ada.page.getByRole("button", { name: "Post", exact: true }).click();
    await ada.page.getByRole("article").filter({ hasText: "Only for us" }).waitFor();
    await ada.page.getByRole("button", { name: "Members" }).click();
    await ada.page.getByLabel("Invite whom?").fill(grace.person.username);
    await ada.page.getByRole("button", { name: new RegExp(`^${grace.person.name}`) }).click();
    await ada.page.getByText(`${grace.person.name} is invited.`).waitFor();
    await grace.page.getByRole("button", { name: "Notifications, 1 unread" }).click();
    await grace.page.getByRole("region", { name: "Notifications" }).getByText(name).first().click();
    await grace.page.getByRole("button", { name: `Join ${name}` }).click();

    await grace.page.getByRole("article").filter({ hasText: "Only for us" }).waitFor();
    expect(ada.complaints).toEqual([]);
  },
);
