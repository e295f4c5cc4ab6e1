import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { arrive, signIn } from "./people.ts";
import { openSettings, unexpected } from "./settings.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("a session that is ended elsewhere is signed out at once, and is told why", { timeout: 60_000 }, async () => {
  const here = await arrive(browser, server.url, "Ada");
  const there = await openDevice(browser, server.url);
  await signIn(there.page, here.person);
  await openSettings(there.page, "Account");
  await openSettings(here.page, "Sessions");

  const sessions = here.page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  await expect.poll(() => sessions.count()).toBe(2);
  await here.page.getByRole("button", { name: /^Sign out Chrom/ }).click();
  await expect.poll(() => sessions.count()).toBe(1);
  const endedAt = Date.now();
  await there.page.getByText("You have been signed out: this session was ended.").waitFor();
  const tookMs = Date.now() - endedAt;

  expect(tookMs).toBeLessThan(2_000);
  expect(await sessions.getByText("This one").count()).toBe(1);
  expect(here.complaints).toEqual([]);
  expect(unexpected(there.complaints, 401)).toEqual([]);
});

test(
  "everybody else is signed out, and the figures follow",
  {
    timeout: 60_000,
  },
  async () => {
    const here = await arrive(browser, server.url, "Ada");
    const there = await openDevice(browser, server.url);
    await signIn(there.page, here.person);
    await openSettings(here.page, "Sessions");
    const figures = here.page.getByText(/^sessions? now$/).locator("..");
    await figures.getByText("2", { exact: true }).waitFor();

    await here.page.getByRole("button", { name: "Sign out everywhere else" }).click();

    await here.page.getByText("Signed out everywhere else.").waitFor();
    await figures.getByText("1", { exact: true }).waitFor();
    await there.page.getByText("You have been signed out").waitFor();
    expect(here.complaints).toEqual([]);
    expect(unexpected(there.complaints, 401)).toEqual([]);
  },
);

test("a session is extended by a day, and not past three days", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Ada");
  await openSettings(page, "Sessions");
  const extend = page.getByRole("button", { name: "Stay a day longer" });

  await extend.click();
  await page.getByText(/^You stay signed in until /).waitFor();
  for (const _ of [1, 2, 3]) {
    await expect.poll(() => extend.getAttribute("aria-busy")).toBe("false");
    await extend.click();
  }

  await page.getByText("A session lasts three days at most").waitFor();
  expect(unexpected(complaints, 409)).toEqual([]);
});
