import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse, { desktopConfig } from "lighthouse";
import { type BrowserContext, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signedInClient } from "../support/node-client.ts";
import { demoPassword } from "../support/remote-user.ts";
import { freePort, type Server, startServer } from "../support/server.ts";
import { chromiumOptions } from "./browser.ts";
import { enterPassword } from "./people.ts";

const wanted = 95;
// How quick a page is depends on what else the machine does: `npm run bench -- console` measures it.
const categories = ["accessibility", "best-practices"] as const;
const ada = { name: "Ada Lovelace", username: "ada", email: "ada@example.com", password: demoPassword };

let server: Server;
let context: BrowserContext;
let port: number;

// Lighthouse opens its tabs in the browser's own profile, so that is where one signs in.
beforeAll(async () => {
  [server, port] = await Promise.all([startServer(), freePort()]);
  context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "atrium-browser-")), {
    ...chromiumOptions,
    args: [...chromiumOptions.args, `--remote-debugging-port=${port}`],
    baseURL: server.url,
    locale: "en-GB",
  });
}, 120_000);

afterAll(async () => {
  await context.close();
  await server.stop();
});

/** Posts and a conversation, as there are on a day like others. @returns the address of the conversation */
async function furnish(): Promise<string> {
  const client = await signedInClient(server.url, "ada");
  const { data: people } = await client.users.search("grace");
  const { data: conversation } = await client.chat.openDirect(people?.items[0]?.id ?? "");
  if (!conversation) throw new Error("there is no conversation with Grace");
  for (let number = 1; number <= 12; number += 1) {
    await client.community.publish({ content: `Post ${number}: what we found out about gardens this week.` });
    await client.chat.send(conversation.id, { content: `Message ${number}, with a word or two more in it.` });
  }
  return `/conversations/${conversation.id}`;
}

/** What could be better, for whoever reads that it is not good enough. */
const found: string[] = [];

/** What Lighthouse gives a page in each category, of a hundred. */
async function scoresOf(path: string): Promise<Record<string, number>> {
  const flags = { port, onlyCategories: [...categories], disableStorageReset: true };
  const result = await lighthouse(`${server.url}${path}`, { ...flags, logLevel: "error" }, desktopConfig);
  if (!result) throw new Error("Lighthouse gave nothing");
  const { lhr } = result;
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const failed = Object.values(lhr.audits).filter(({ score }) => score !== null && score < 0.9);
  found.push(...failed.map(({ id, displayValue = "" }) => `${path}: ${id} ${displayValue}`));
  return Object.fromEntries(categories.map((name) => [name, Math.round((lhr.categories[name]?.score ?? 0) * 100)]));
}

const noScores: Record<string, number> = {};
const good = Object.fromEntries(categories.map((name) => [name, expect.toSatisfy((score: number) => score >= wanted)]));

test(
  "Lighthouse gives sign-in, feed and a thread 95 and more for accessibility and practices",
  { timeout: 120_000 },
  async () => {
    const thread = await furnish();

    const scores = { "sign-in": await scoresOf("/sign-in"), feed: noScores, thread: noScores };
    const page = await context.newPage();
    await page.goto("/sign-in");
    await enterPassword(page, ada);
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
    await page.close();
    scores.feed = await scoresOf("/feed");
    scores.thread = await scoresOf(thread);

    const isGood = Object.values(scores).every((one) => Object.values(one).every((score) => score >= wanted));
    expect({ scores, found: isGood ? [] : found }).toMatchObject({
      scores: { "sign-in": good, feed: good, thread: good },
      found: [],
    });
  },
);
