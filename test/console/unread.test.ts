import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, said, say, type Someone } from "./people.ts";
import { isInView } from "./thread.ts";

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

test("what was said while one was away is marked where it begins", { timeout: 60_000 }, async () => {
  const [ada, grace] = (await people("Ada", "Grace")) as [Someone, Someone];
  await openConversationWith(ada.page, grace.person);
  await openConversationWith(grace.page, ada.person);
  await say(ada.page, "seen");
  await said(grace, "seen").waitFor();
  await ada.page.getByText("Seen", { exact: true }).waitFor();
  await grace.page.getByRole("link", { name: "Atrium: conversations" }).click();
  await say(ada.page, "missed, one");
  await say(ada.page, "missed, two");

  await grace.page.getByRole("link", { name: /2 unread/ }).click();
  const rows = grace.page.getByRole("log").getByRole("listitem");
  await rows.filter({ hasText: "missed, one" }).getByText("New", { exact: true }).waitFor();

  await expect(grace.page.getByRole("log").getByText("New", { exact: true }).count()).resolves.toBe(1);
  await say(grace.page, "here again");
  await grace.page.getByRole("log").getByText("New", { exact: true }).waitFor({ state: "detached" });
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("who missed more than fits goes on where they had stopped", { timeout: 90_000 }, async () => {
  const [ada, grace] = (await people("Ada", "Grace")) as [Someone, Someone];
  const { page } = grace;
  await openConversationWith(ada.page, grace.person);
  await openConversationWith(page, ada.person);
  await say(ada.page, "seen");
  await said(grace, "seen").waitFor();
  await ada.page.getByText("Seen", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Atrium: conversations" }).click();

  // Once where the page knows what was said before, and once where it does not.
  for (const round of ["first", "second"]) {
    for (let at = 1; at <= 40; at += 1) await say(ada.page, `${round} ${at}`);
    await page.getByRole("link", { name: /40 unread/ }).click();
    await expect.poll(() => isInView(page, `${round} 1`)).toBe(true);
    await page.getByRole("log").getByText("New", { exact: true }).waitFor();
    await expect(isInView(page, `${round} 40`)).resolves.toBe(false);

    // What is not seen is not read.
    await page.getByRole("link", { name: /40 unread/ }).waitFor();
    await page.getByRole("button", { name: /^40 new messages/ }).click();
    await expect.poll(() => isInView(page, `${round} 40`)).toBe(true);
    await page.getByRole("link", { name: /unread/ }).waitFor({ state: "detached" });
    // Who comes back to what they have read finds the end.
    await page.getByRole("link", { name: "Atrium: conversations" }).click();
    await page.getByRole("link", { name: new RegExp(`^.*${ada.person.name}`) }).click();
    await expect.poll(() => isInView(page, `${round} 40`)).toBe(true);
    await expect(page.getByRole("log").getByText("New", { exact: true }).count()).resolves.toBe(0);
    await page.goto("/");
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
  }
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("on a slow line, too, one goes on where one had stopped", { timeout: 60_000 }, async () => {
  const [ada, grace] = (await people("Ada", "Grace")) as [Someone, Someone];
  const { page } = grace;
  await slowDown(page, /\/conversations\/[^/]+\/live/);
  await page.goto("/");
  await openConversationWith(ada.page, grace.person);
  await openConversationWith(page, ada.person);
  await say(ada.page, "seen");
  await ada.page.getByText("Seen", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Atrium: conversations" }).click();
  for (let at = 1; at <= 40; at += 1) await say(ada.page, `missed ${at}`);

  await page.getByRole("link", { name: /40 unread/ }).click();

  // Begins to come, and all of it has come.
  await page.getByRole("log").getByText("missed 2", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^40 new messages/ }).waitFor();
  await expect.poll(() => isInView(page, "missed 1")).toBe(true);
  await page.getByRole("log").getByText("New", { exact: true }).waitFor();
  await page.getByRole("link", { name: /40 unread/ }).waitFor();
  await expect(ada.page.getByText("Seen", { exact: true }).count()).resolves.toBe(0);
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

/** What the server sends to these sockets comes one by one, as over a line that is slow. */
async function slowDown(page: Page, sockets: RegExp): Promise<void> {
  await page.routeWebSocket(sockets, (socket) => {
    const frames: (string | Buffer)[] = [];
    const line = setInterval(() => {
      const next = frames.shift();
      if (next !== undefined) socket.send(next);
    }, 150);
    const upstream = socket.connectToServer();
    upstream.onMessage((frame) => void frames.push(frame));
    socket.onClose(() => {
      clearInterval(line);
      void upstream.close();
    });
  });
}
