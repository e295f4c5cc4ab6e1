import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { choosePost, commentOf, post, postOf } from "./feed.ts";
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

/** Two people, of whom the second follows the first. */
async function followed() {
  const [grace, ada] = await Promise.all([arrive(browser, server.url, "Grace"), arrive(browser, server.url, "Ada")]);
  await ada.page.goto(`/users/${grace.person.username}`);
  await ada.page.getByRole("button", { name: `Follow ${grace.person.name}` }).click();
  await ada.page.getByRole("button", { name: `Unfollow ${grace.person.name}` }).waitFor();
  return { ada, grace };
}

test("a like and a comment in one browser move the counters in the other", { timeout: 90_000 }, async () => {
  const { ada, grace } = await followed();
  await post(grace, "The beans are up");
  const hers = postOf(grace, "The beans are up");
  await ada.page.getByRole("link", { name: "Feed" }).click();
  const theirs = postOf(ada, "The beans are up");

  await theirs.getByRole("button", { name: "Like, 0 so far" }).click();
  await hers.getByRole("button", { name: "Like, 1 so far" }).waitFor();
  await theirs.getByRole("link", { name: "0 comments" }).click();
  await ada.page.getByLabel("Your comment").fill("And the peas?");
  await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
  await hers.getByRole("link", { name: "1 comment" }).click();
  const asked = commentOf(grace, "And the peas?");
  await asked.getByRole("button", { name: /^Like the comment of Ada/ }).click();
  await asked.getByRole("button", { name: "Reply" }).click();
  await grace.page.getByLabel(/^Your reply to Ada/).fill("Tomorrow");
  await grace.page.keyboard.press("Control+Enter");

  // What she answers comes to the page that is open at the other's.
  await commentOf(ada, "Tomorrow").waitFor();
  await ada.page.getByText("2 people look at it now").waitFor();
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test(
  "a post and a comment are edited, which others see, and deleted by the keyboard alone",
  { timeout: 90_000 },
  async () => {
    const { ada, grace } = await followed();
    await post(grace, "The beens are up");
    await choosePost(grace, "The beens are up", "Edit");
    await grace.page.getByLabel("Edit your post").fill("The beans are up");
    await grace.page.keyboard.press("Control+Enter");
    await postOf(grace, "The beans are up").getByText("edited").waitFor();
    await ada.page.getByRole("link", { name: "Feed" }).click();
    await postOf(ada, "The beans are up").getByText("edited").waitFor();

    await postOf(ada, "The beans are up").getByRole("link", { name: "0 comments" }).click();
    await ada.page.getByLabel("Your comment").fill("Grate");
    await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
    await commentOf(ada, "Grate").getByRole("button", { name: "More about your comment" }).press("Enter");
    await ada.page.getByRole("menuitem", { name: "Edit" }).press("Enter");
    await ada.page.getByLabel("Edit your comment").fill("Great");
    await ada.page.keyboard.press("Control+Enter");
    await commentOf(ada, "Great").getByText("edited").waitFor();
    await commentOf(ada, "Great").getByRole("button", { name: "More about your comment" }).press("Enter");
    await ada.page.getByRole("menuitem", { name: "Delete" }).press("Enter");
    await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
    await ada.page.getByText("Nobody has said anything yet.").waitFor();

    await choosePost(grace, "The beans are up", "Delete");
    await grace.page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
    await postOf(grace, "The beans are up").waitFor({ state: "detached" });
    expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  },
);

test(
  "somebody is mentioned by the keyboard, and an image of the post is seen by the other",
  { timeout: 90_000 },
  async () => {
    const { ada, grace } = await followed();
    await grace.page.getByRole("link", { name: "Feed" }).click();
    const area = grace.page.getByLabel("What is new?");
    await area.fill("Look, ");
    await area.pressSequentially(`@${ada.person.username.slice(0, -1)}`);
    await grace.page.getByRole("option", { name: ada.person.name }).waitFor();
    await area.press("Enter");
    await grace.page.getByLabel("Files", { exact: true }).setInputFiles({
      name: "beans.png",
      mimeType: "image/png",
      buffer: Buffer.from(onePixel, "base64"),
    });
    await grace.page.getByRole("button", { name: "Remove beans.png" }).waitFor();
    await grace.page.getByRole("progressbar").waitFor({ state: "detached" });
    await grace.page.getByRole("button", { name: "Post", exact: true }).click();
    await postOf(grace, `@${ada.person.username}`).waitFor();

    await ada.page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
    await ada.page.getByRole("link", { name: "Feed" }).click();
    const theirs = postOf(ada, `@${ada.person.username}`);
    await theirs.getByRole("button", { name: "Open the image beans.png" }).getByRole("img").waitFor();
    expect([...ada.complaints, ...grace.complaints]).toEqual([]);
  },
);

test("new posts are told above those that one reads, and come when asked for", { timeout: 90_000 }, async () => {
  const { ada, grace } = await followed();
  await post(grace, "First");
  await ada.page.getByRole("link", { name: "Feed" }).click();
  await postOf(ada, "First").waitFor();
  await post(grace, "Second");

  // As when somebody comes back to the page.
  await ada.page.evaluate('window.dispatchEvent(new Event("visibilitychange"))');
  const told = ada.page.getByRole("button", { name: "1 new post" });
  await told.waitFor();
  expect(await postOf(ada, "Second").count()).toBe(0);
  await told.press("Enter");
  await postOf(ada, "Second").waitFor();
  await told.waitFor({ state: "detached" });
  expect(ada.complaints).toEqual([]);
});

const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
