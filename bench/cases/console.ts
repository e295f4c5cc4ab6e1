import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { say } from "../../scripts/process/say.ts";
import { chromiumOptions } from "../../test/console/browser.ts";
import { freePort } from "../../test/support/server.ts";
import type { Atrium } from "../atrium.ts";
import { framesOfScrolling } from "../console/frames.ts";
import { scoresOf } from "../console/scores.ts";
import { timesToBeSeen } from "../console/seen.ts";
import { measureThroughput } from "../load/room.ts";
import { adasLogin } from "../people.ts";

const messages = 100;
const turns = 120;

/** What the console is like to use: how soon a message is seen, how a long thread scrolls, what Lighthouse says. */
export async function showConsole(atrium: Atrium): Promise<void> {
  const thread = `${atrium.url}/conversations/${atrium.account.conversationId}`;
  const [ada, grace] = [
    await openBrowser(atrium.url, adasLogin.email),
    await openBrowser(atrium.url, "grace@example.com"),
  ];
  // Who has found the words to say has had the page before them for a while.
  await Promise.all([ada, grace].map(({ page }) => page.goto(thread, { waitUntil: "networkidle" })));
  const seen = await timesToBeSeen(ada.page, grace.page, messages);
  say(`a message is seen on the other side after: p50 ${at(seen, 0.5)} ms, p95 ${at(seen, 0.95)} ms`);

  await Promise.all([ada.page.goto("about:blank"), grace.close()]);
  const stored = await measureThroughput(await atrium.newRoom(), { window: 64, seconds: 2 });
  await ada.page.goto(thread);
  await ada.page.getByRole("log").getByRole("listitem").last().waitFor();
  const frames = await framesOfScrolling(ada.page, turns);
  say(
    `frames, scrolling through ${stored} messages: p50 ${at(frames, 0.5)} ms, p95 ${at(frames, 0.95)} ms, longest ${at(frames, 1)} ms`,
  );

  await ada.page.goto("about:blank");
  for (const url of [`${atrium.url}/feed`, thread])
    say(`${new URL(url).pathname}: ${described(await scoresOf(url, ada.port))}`);
  await ada.close();
  const stranger = await openBrowser(atrium.url);
  say(`/sign-in: ${described(await scoresOf(`${atrium.url}/sign-in`, stranger.port))}`);
  await stranger.close();
}

/** Lighthouse opens its tabs in the browser's own profile, so that is where one signs in. */
async function openBrowser(
  baseURL: string,
  email?: string,
): Promise<{ page: Page; port: number; close(): Promise<void> }> {
  const port = await freePort();
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "atrium-browser-")), {
    ...chromiumOptions,
    args: [...chromiumOptions.args, `--remote-debugging-port=${port}`],
    baseURL,
    locale: "en-GB",
    viewport: { width: 1100, height: 760 },
  });
  const page = await context.newPage();
  if (email !== undefined) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(adasLogin.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
  }
  return { page, port, close: () => context.close() };
}

/** The figure below which so great a share is. */
function at(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
}

function described(scores: Record<string, number>): string {
  return Object.entries(scores)
    .map(([name, score]) => `${name} ${score}`)
    .join(", ");
}
