import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { unexpected } from "./settings.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test.for([
  {
    status: 401,
    code: "INVALID_CREDENTIALS",
    retryAfter: "",
    says: "No verified account has this email and password.",
  },
  { status: 423, code: "ACCOUNT_LOCKED", retryAfter: "815", says: "locked for a while. Try again in 14 minutes." },
  { status: 429, code: "RATE_LIMITED", retryAfter: "40", says: "That was too often. Try again in 40 seconds." },
  { status: 403, code: "PASSWORD_EXPIRED", retryAfter: "", says: "Your password is too old" },
])("a sign-in refused with $code is told in words", async ({ status, code, retryAfter, says }) => {
  const { page, complaints } = await openDevice(browser, server.url);
  // Refusals that take an hour or a month to bring about are made up.
  await page.route("**/api/v1/auth/login", (route) =>
    route.fulfill({
      status,
      json: { code, status, detail: code },
      headers: retryAfter ? { "retry-after": retryAfter } : {},
    }),
  );

  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill("a long enough password");
  await page.keyboard.press("Enter");

  await page.getByRole("alert").getByText(says).waitFor();
  expect(unexpected(complaints, status)).toEqual([]);
});

test("a challenge that is over leads back to the beginning", async () => {
  const { page, complaints } = await openDevice(browser, server.url);

  await page.goto("/sign-in#challenge=none&methods=totp,nonsense&redirectTo=//elsewhere.example");
  await page.getByLabel("Code").fill("123456");
  await page.keyboard.press("Enter");
  await page.getByText("This sign-in took too long").waitFor();
  await page.getByRole("link", { name: "Start again" }).click();

  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(unexpected(complaints, 401)).toEqual([]);
});

test("a session that is lost leads to the sign-in, which says so, and back to where one was", async () => {
  const { page, complaints } = await openDevice(browser, server.url);
  const demo = page.getByRole("button", { name: /^Ada Lovelace/ });
  await page.goto("/feed?of=global");
  await demo.click();
  await page.getByRole("heading", { name: "Feed" }).waitFor();

  // From another device of hers.
  const elsewhere = createClient(server.url);
  await elsewhere.auth.login({ email: "ada@example.com", password: "atrium demo passphrase" });
  await elsewhere.sessions.terminateOthers();

  await page.getByText("this session was ended").waitFor();
  await demo.click();
  await page.getByRole("heading", { name: "Feed" }).waitFor();
  expect(new URL(page.url()).search).toBe("?of=global");
  // A reload, too, after which the cookie is worth nothing any more.
  await page.context().clearCookies();
  await page.reload();
  await page.getByText("this session was ended").waitFor();
  await demo.click();
  await page.getByRole("heading", { name: "Feed" }).waitFor();
  expect(unexpected(complaints, 401)).toEqual([]);
});

test("the language is chosen on the page, and kept", async () => {
  const { page, complaints } = await openDevice(browser, server.url);
  await page.goto("/sign-in");

  await page.getByRole("button", { name: "العربية" }).click();
  await page.getByRole("heading", { name: "تسجيل الدخول" }).waitFor();
  await expect(page.locator("html").getAttribute("dir")).resolves.toBe("rtl");
  await page.reload();
  await page.getByRole("heading", { name: "تسجيل الدخول" }).waitFor();
  await page.locator("button", { hasText: "admin@example.com" }).click();
  await page.getByRole("link", { name: "الإدارة" }).waitFor();
  await page.locator("header button[aria-haspopup=menu]").click();
  await page.getByRole("menuitemradio", { name: "English" }).click();

  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  expect(complaints).toEqual([]);
});
