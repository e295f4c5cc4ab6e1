import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { patienceMs } from "../support/patience.ts";

/** The installed Chromium, quiet: it asks nothing of the network but what its pages do. */
export const chromiumOptions = {
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(chromiumOptions);
}

/** A browser of one's own, whose complaints are kept: errors thrown, and what it warns of in its console. */
export type Device = { context: BrowserContext; page: Page; complaints: string[] };

export async function openDevice(browser: Browser, baseURL: string): Promise<Device> {
  const context = await browser.newContext({ baseURL, locale: "en-GB", viewport: { width: 1100, height: 760 } });
  // What is waited for comes within moments, or not at all.
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  return { context, page, complaints };
}
