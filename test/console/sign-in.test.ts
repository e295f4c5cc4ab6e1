import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
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
