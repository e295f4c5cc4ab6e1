import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, enterPassword, mailed, signIn, signOut } from "./people.ts";
import { confirm, openSecurity, openSettings, plugInAuthenticator, unexpected } from "./settings.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("a passkey is added, named, signs in, and is removed", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Ada");
  await plugInAuthenticator(page);

  await openSecurity(page);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: /^Rename / }).click();
  await page.getByLabel("Name of the passkey").fill("My laptop");
  await page.keyboard.press("Enter");
  await page.getByText("My laptop").waitFor();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("has a passkey for your account already").waitFor();
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await openSecurity(page);
  await page.getByText(/^Last used/).waitFor();
  await page.getByRole("button", { name: "Remove My laptop" }).click();
  await confirm(page, "Remove this passkey?", "Remove");

  await page.getByText("My laptop", { exact: true }).waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("an API key is shown once, does what it may, and is removed", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Ada");
  await openSettings(page, "API keys");

  await page.getByLabel("Name", { exact: true }).fill("Build robot");
  await page.getByLabel("Read your profile").check();
  await page.getByRole("button", { name: "Create key" }).click();
  const secret = (await page.getByText(/^atk_[\w-]{40,}$/).textContent()) ?? "";
  const ask = async (path: string) =>
    (await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } })).status;
  const before = await Promise.all([ask("/me"), ask("/conversations")]);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByText(secret).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Remove Build robot" }).click();
  await confirm(page, "Remove this key?", "Remove");
  await page.getByText("Build robot", { exact: true }).waitFor({ state: "detached" });

  expect(before).toEqual([200, 403]);
  await expect.poll(() => ask("/me")).toBe(401);
  expect(complaints).toEqual([]);
});

test(
  "a session that proved itself long ago is asked for the password, and goes on by itself, all by keyboard",
  { timeout: 60_000 },
  async () => {
    const { page, person, complaints } = await arrive(browser, server.url, "Ada");
    // Five minutes are too long for a test: the first refusal is made up, what follows is not.
    await page.route(
      "**/api/v1/me/email",
      (route) => route.fulfill({ status: 403, json: { code: "STEP_UP_REQUIRED", methods: ["password"] } }),
      { times: 1 },
    );
    await openSettings(page, "Account");

    await page.getByLabel("New address").fill(`new_${person.email}`);
    await page.getByRole("button", { name: "Change address" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Is it you?" });
    await dialog.getByLabel("Password").waitFor();
    await page.keyboard.type("not the right one");
    await page.keyboard.press("Enter");
    await dialog.getByText("That is not right").waitFor();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(person.password);
    await page.keyboard.press("Enter");

    await page.getByText("We sent a mail to").waitFor();
    await mailed(server.url, `new_${person.email}`, /(confirm-email#token=)/);
    expect(unexpected(complaints, 403)).toEqual([]);
  },
);

test("the dialog that is left by Escape gives the focus back", { timeout: 60_000 }, async () => {
  const { page } = await arrive(browser, server.url, "Ada");
  await page.route("**/register/options", (route) =>
    route.fulfill({ status: 403, json: { code: "STEP_UP_REQUIRED", methods: ["password"] } }),
  );
  await openSecurity(page);

  await page.getByRole("button", { name: "Add a passkey" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Is it you?" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Nothing was changed").waitFor();

  await expect(page.evaluate("document.activeElement.textContent")).resolves.toBe("Add a passkey");
});

/** What a page has that somebody who can't see it would not know how to use. */
const nameless = `(() => {
  const named = (one) => one.labels?.length || one.ariaLabel || one.textContent.trim() || one.alt;
  return {
    controls: [...document.querySelectorAll("input:not([hidden]), select, button, a, img")].filter((one) => !named(one)).length,
    headings: document.querySelectorAll("h1").length,
  };
})()`;

test("every page of the settings names its fields and has one heading", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Ada");

  for (const name of ["Account", "Security", "Sessions", "Activity", "API keys"]) {
    await openSettings(page, name);
    await expect.poll(() => page.getByText("Loading").count()).toBe(0);
    await expect(page.evaluate(nameless)).resolves.toEqual({ controls: 0, headings: 1 });
    await expect(page.getByRole("link", { name, exact: true }).getAttribute("aria-current")).resolves.toBe("page");
  }
  expect(complaints).toEqual([]);
});

test("the link of the mail to a new address moves the account there", { timeout: 60_000 }, async () => {
  const { page, person, complaints } = await arrive(browser, server.url, "Ada");
  const email = `new_${person.email}`;
  await openSettings(page, "Account");

  await page.getByLabel("New address").fill(email);
  await page.getByRole("button", { name: "Change address" }).click();
  await page.getByText("We sent a mail to").waitFor();
  const link = await mailed(server.url, email, /(http\S+\/confirm-email#token=\S+)/);
  await signOut(page);
  await page.goto(link);
  await enterPassword(page, person);
  await page.getByText(`Your address is ${email} now`).waitFor();
  await page.getByRole("link", { name: "To the settings" }).click();
  await signOut(page);
  await signIn(page, { ...person, email });

  expect(complaints).toEqual([]);
});

test("a password is rated as it is chosen, and changed", { timeout: 60_000 }, async () => {
  const { page, person, complaints } = await arrive(browser, server.url, "Ada");
  await openSecurity(page);

  await page.getByLabel("New password").fill(person.email.repeat(2));
  await page.getByText(/easy to guess/i).waitFor();
  await page.getByLabel("New password").fill("an orange umbrella sings quietly");
  await page.getByText("Very good").waitFor();
  await page.getByLabel("Current password").fill("not the right one");
  await page.keyboard.press("Enter");
  await page.getByText("The current password is not right").waitFor();
  await page.getByLabel("Current password").fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByText("Your password is changed").waitFor();
  await page.getByRole("link", { name: "Activity" }).click();

  await page.getByText("Password changed").first().waitFor();
  await page.getByText("Refused", { exact: true }).waitFor();
  const events = page.getByRole("list", { name: "Security activity" }).getByRole("listitem");
  await page.getByLabel("Only what was refused").check();
  await expect.poll(() => events.count()).toBe(1);
  await page.getByLabel("Show").selectOption("API keys, linked accounts and roles");
  await page.getByText("Nothing of that kind has happened.").waitFor();
  await page.getByLabel("Only what was refused").uncheck();
  await page.getByLabel("Show").selectOption("Password and address");
  await page.getByText("Address verified").waitFor();
  await expect.poll(() => page.getByText("Sign-in by password").count()).toBe(0);
  expect(unexpected(complaints, 403)).toEqual([]);
});
