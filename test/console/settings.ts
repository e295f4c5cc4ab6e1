import type { Page } from "playwright-core";
import { TotpApp } from "../support/totp-app.ts";
import { readQrCode } from "./qr-code.ts";
import { chooseOfAccount } from "./people.ts";

export async function openSettings(page: Page, name: string): Promise<void> {
  await chooseOfAccount(page, "Settings");
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).click();
}

export async function openSecurity(page: Page): Promise<void> {
  await openSettings(page, "Security");
  await page.getByRole("heading", { name: "Two-factor authentication" }).waitFor();
}

/** Turns two-factor authentication on by what the page shows. */
export async function turnOnTwoFactor(page: Page): Promise<{ app: TotpApp; backupCodes: string[] }> {
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("img", { name: "QR code" }).waitFor();
  await page.waitForFunction("document.querySelector('main img').naturalWidth > 0");
  const shown = new URL(await readQrCode(page.getByRole("img", { name: "QR code" })));
  const app = new TotpApp(shown.searchParams.get("secret") ?? "");
  await page.getByLabel("Code").fill(app.code());
  await page.getByRole("button", { name: "Turn on" }).click();
  const codes = page.getByRole("list", { name: "Backup codes" }).getByRole("listitem");
  await codes.first().waitFor();
  const backupCodes = await codes.allTextContents();
  await page.getByRole("button", { name: "I have kept them" }).click();
  return { app, backupCodes };
}

/** Answers the dialog that asks whether one means it. */
export async function confirm(page: Page, title: string, action: string): Promise<void> {
  await page.getByRole("dialog", { name: title }).getByRole("button", { name: action, exact: true }).click();
}

/** Answers the dialog that asks for a fresh proof. */
export async function stepUpByBackupCode(page: Page, code: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByRole("button", { name: "Backup code" }).click();
  await dialog.getByLabel("Backup code").fill(code);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Gives a page's device an authenticator that its owner unlocks at once. */
export async function plugInAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Complaints but for the refusals that a test brings about, which browsers report as errors of the page. */
export function unexpected(complaints: string[], ...statuses: number[]): string[] {
  return complaints.filter(
    (text) =>
      !statuses.some((status) => text.includes(`the status of ${status}`) || text.includes(`a status of ${status}`)),
  );
}
