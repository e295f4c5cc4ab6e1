import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, enterPassword, mailed, signIn, signOut } from "./people.ts";
import {
  confirm,
  openSecurity,
  plugInAuthenticator,
  stepUpByBackupCode,
  turnOnTwoFactor,
  unexpected,
} from "./settings.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** The code of a mail that lets somebody sign in, and not of the one that verified the address. */
const signInCode = /proving that this account[^]*^Your code: (\d{6})$/m;

/** Somebody with two-factor authentication, signed out again. */
async function enrolled() {
  const ada = await arrive(browser, server.url, "Ada");
  await openSecurity(ada.page);
  const { app, backupCodes } = await turnOnTwoFactor(ada.page);
  await ada.page.getByText("10 left.").waitFor();
  await signOut(ada.page);
  return { ...ada, app, backupCodes };
}

function conversations(page: Page) {
  return page.getByRole("heading", { name: "Conversations" });
}

test("an app's code is asked for at sign-in, and not again on a remembered device", { timeout: 60_000 }, async () => {
  const { page, person, app, complaints } = await enrolled();

  await enterPassword(page, person);
  await page.getByLabel("Code").fill(app.wrongCode());
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("That is not right").waitFor();
  await page.getByLabel("Code").fill(app.code(1));
  await page.getByLabel("Remember this device").check();
  await page.keyboard.press("Enter");
  await conversations(page).waitFor();
  await openSecurity(page);
  await page.getByRole("button", { name: /^Forget Chrom/ }).waitFor();
  await signOut(page);
  await signIn(page, person);

  expect(unexpected(complaints, 401)).toEqual([]);
});

test("a remembered device proves it is you before two-factor is turned off", { timeout: 60_000 }, async () => {
  const { page, person, backupCodes, complaints } = await enrolled();
  await enterPassword(page, person);
  await page.getByRole("button", { name: "Backup code" }).click();
  await page.getByLabel("Backup code").fill(backupCodes[0]?.toUpperCase() ?? "");
  await page.getByLabel("Remember this device").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await conversations(page).waitFor();
  await signOut(page);
  await signIn(page, person);

  await openSecurity(page);
  await page.getByText("9 left.").waitFor();
  await page.getByRole("button", { name: "Turn off", exact: true }).click();
  await confirm(page, "Turn two-factor authentication off?", "Turn off");
  await page.getByRole("dialog", { name: "Is it you?" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Nothing was changed").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Turn codes by email on" }).click();
  await stepUpByBackupCode(page, backupCodes[1] ?? "");
  await page.getByRole("button", { name: "Turn codes by email off" }).waitFor();
  await page.getByRole("button", { name: "Turn off", exact: true }).click();
  await confirm(page, "Turn two-factor authentication off?", "Turn off");

  await page.getByRole("button", { name: "Set up" }).waitFor();
  expect(unexpected(complaints, 403)).toEqual([]);
});

test(
  "a reload in the middle of a sign-in loses nothing, and starting again begins with the password",
  { timeout: 60_000 },
  async () => {
    const { page, person, app, complaints } = await enrolled();

    await enterPassword(page, person);
    await page.getByLabel("Code").waitFor();
    await page.reload();
    await page.getByRole("link", { name: "Start again" }).click();
    await enterPassword(page, person);
    await page.getByLabel("Code").fill(app.code(1));
    await page.reload();
    await page.getByLabel("Code").fill(app.code(1));
    await page.getByRole("button", { name: "Continue" }).click();

    await conversations(page).waitFor();
    expect(complaints).toEqual([]);
  },
);

test("a code can come by mail where that was turned on", { timeout: 60_000 }, async () => {
  const ada = await arrive(browser, server.url, "Ada");
  const { page, person, complaints } = ada;
  await openSecurity(page);
  await turnOnTwoFactor(page);
  await page.getByRole("button", { name: "Turn codes by email on" }).click();
  await page.getByRole("button", { name: "Turn codes by email off" }).waitFor();
  await signOut(page);

  await enterPassword(page, person);
  await page.getByRole("button", { name: "Code by email" }).click();
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByText("A code is on its way").waitFor();
  await page.getByLabel("Code").fill(await mailed(server.url, person.email, signInCode));
  await page.getByRole("button", { name: "Continue" }).click();

  await conversations(page).waitFor();
  expect(complaints).toEqual([]);
});

test("codes come by SMS once a number is proved to be one's own", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Ada");
  const phone = `+9655${String(Date.now()).slice(-7)}`;
  await openSecurity(page);
  await turnOnTwoFactor(page);

  await page.getByRole("button", { name: "Turn codes by SMS on" }).click();
  await page.getByLabel("Phone number").fill(`${phone.slice(0, 4)} ${phone.slice(4)}`);
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByText(`We sent a code to ${phone}`).waitFor();
  await page.getByRole("textbox", { name: "Code" }).fill(await mailed(server.url, phone, /^Your code: (\d{6})$/m));
  await page.getByRole("button", { name: "Confirm" }).click();

  await page.getByRole("button", { name: "Turn codes by SMS off" }).waitFor();
  expect(complaints).toEqual([]);
});

test("a passkey stands for the code, at sign-in and to step up", { timeout: 60_000 }, async () => {
  const { page, person, complaints } = await arrive(browser, server.url, "Ada");
  await plugInAuthenticator(page);
  await openSecurity(page);
  await turnOnTwoFactor(page);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: /^Rename / }).waitFor();
  await signOut(page);

  await enterPassword(page, person);
  await page.getByRole("button", { name: "Passkey", exact: true }).click();
  await page.getByLabel("Remember this device").check();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await conversations(page).waitFor();
  await signOut(page);
  await signIn(page, person);
  await openSecurity(page);
  await page.getByRole("button", { name: "Replace" }).click();
  await confirm(page, "Replace your backup codes?", "Replace");
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByRole("button", { name: "Passkey", exact: true }).click();
  await dialog.getByRole("button", { name: "Use a passkey" }).click();

  const codes = page.getByRole("list", { name: "Backup codes" }).getByRole("listitem");
  await codes.first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  const kept = readFileSync(await download.path(), "utf8");

  expect(kept).toContain(person.email);
  expect(kept.split("\n")).toEqual(expect.arrayContaining(await codes.allTextContents()));
  expect(unexpected(complaints, 403)).toEqual([]);
});
