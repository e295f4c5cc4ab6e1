import type { Browser } from "playwright-core";
import { openDevice } from "./browser.ts";
import { signIn, type Someone } from "./people.ts";

/** The demo's administrator, who may see and do everything. */
export const admin = {
  name: "Atrium Administrator",
  username: "admin",
  email: "admin@example.com",
  password: "atrium demo passphrase",
};

/** The administrator with a browser of their own, at one of the operators' pages. */
export async function operator(browser: Browser, baseUrl: string, place: string): Promise<Someone> {
  const device = await openDevice(browser, baseUrl);
  await signIn(device.page, admin);
  await device.page.getByRole("link", { name: "Operations" }).click();
  await goTo({ ...device, person: admin }, place);
  return { ...device, person: admin };
}

/** Opens one of the operators' pages from their list. */
export async function goTo({ page }: Someone, place: string): Promise<void> {
  await page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name: place }).click();
  await page.getByRole("heading", { name: place, level: 2 }).waitFor();
}
