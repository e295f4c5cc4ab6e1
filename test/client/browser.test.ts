import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../console/browser.ts";
import { type Server, startServer } from "../support/server.ts";
import { buildPackage } from "./package.ts";

let module: string;
let server: Server;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  const [client] = await Promise.all([
    buildPackage(),
    startServer().then((started) => (server = started)),
    launchBrowser().then((launched) => (browser = launched)),
  ]);
  module = readFileSync(join(client, "index.js"), "utf8");
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

beforeEach(async () => {
  context = await browser.newContext({ baseURL: server.url });
  // A page of the server's own site, there also while the network is not, as an installed application is.
  await context.route("**/the-page", (route) => route.fulfill({ contentType: "text/html", body: page }));
  await context.route("**/client.js", (route) => route.fulfill({ contentType: "text/javascript", body: module }));
});

/** An application: its client, and what its outbox has told since the page was loaded. */
const page = `<!doctype html><script type="module">
  import { createClient } from "/client.js";
  window.client = createClient(location.origin);
  window.states = [];
  client.chat.outbox.onChange(({ state, outgoing }) => states.push(state + " " + outgoing.content));
</script>`;

async function openPage(): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto("/the-page");
  return opened;
}

/** Runs a line of JavaScript in the page, where \`client\` is. */
function inPage(where: Page, line: string): Promise<unknown> {
  return where.evaluate(`(async () => { ${line} })()`);
}

async function signIn(where: Page): Promise<void> {
  await inPage(where, `await client.auth.login({ email: "ada@example.com", password: "atrium demo passphrase" })`);
}

/** The conversation of ada and grace. */
async function conversationOf(where: Page): Promise<string> {
  const id = await inPage(
    where,
    `const { data: people } = await client.users.search("grace");
     const { data } = await client.chat.openDirect(people.items[0].id);
     return data.id;`,
  );
  return String(id);
}

/** Every message of the conversation that begins so, as the server has it, and who sent it. */
function stored(where: Page, conversationId: string, content: string): Promise<unknown> {
  return inPage(
    where,
    `const { data } = await client.chat.messages(${JSON.stringify(conversationId)}, { limit: 100 });
     return data.items
       .filter(({ content }) => content.startsWith(${JSON.stringify(content)}))
       .map(({ content, sender }) => sender.username + ": " + content)`,
  );
}

function send(where: Page, conversationId: string, content: string): Promise<unknown> {
  return inPage(where, `void client.chat.send("${conversationId}", { content: "${content}" })`);
}

/** Cuts the network, and waits until the page knows: what it began before may get through. */
async function goOffline(...pages: Page[]): Promise<void> {
  await context.setOffline(true);
  for (const one of pages) await one.waitForFunction("!navigator.onLine");
}

function told(where: Page, state: string): Promise<unknown> {
  return where.waitForFunction(`states.includes(${JSON.stringify(state)})`, undefined, { timeout: 45_000 });
}

test("what is written offline is there once after a reload, when the network is back", async () => {
  const ada = await openPage();
  await signIn(ada);
  const conversationId = await conversationOf(ada);

  await goOffline(ada);
  await send(ada, conversationId, "offline one");
  await send(ada, conversationId, "offline two");
  await told(ada, "pending offline two");
  await ada.reload();
  await expect(inPage(ada, `return fetch("/health").then(() => "there", () => "away")`)).resolves.toBe("away");
  await context.setOffline(false);
  await told(ada, "acked offline two");
  await ada.reload();

  await expect(stored(ada, conversationId, "offline")).resolves.toEqual(["ada: offline one", "ada: offline two"]);
  await expect(inPage(ada, "await client.me.get(); return client.chat.outbox.list()")).resolves.toEqual([]);
  await expect(inPage(ada, "return states")).resolves.toEqual([]);
});

test("when the tab that wrote is closed, another one sends it", async () => {
  const [leaving, staying] = [await openPage(), await openPage()];
  await signIn(leaving);
  const conversationId = await conversationOf(leaving);
  await inPage(staying, "await client.me.get()");

  await goOffline(leaving, staying);
  await send(leaving, conversationId, "left to the other");
  await told(staying, "pending left to the other");
  await leaving.close();
  await context.setOffline(false);
  await told(staying, "acked left to the other");

  await expect(stored(staying, conversationId, "left to")).resolves.toEqual(["ada: left to the other"]);
});

test("who signs in next sends nothing of who was there before", async () => {
  const ada = await openPage();
  await signIn(ada);
  const conversationId = await conversationOf(ada);
  await goOffline(ada);
  await send(ada, conversationId, "ada's own");
  await told(ada, "pending ada's own");

  // Her session ends while she is away, and somebody else signs in with this browser.
  await context.clearCookies();
  await ada.reload();
  await context.setOffline(false);
  await inPage(ada, `await client.auth.login({ email: "grace@example.com", password: "atrium demo passphrase" })`);
  await expect(inPage(ada, `await new Promise((r) => setTimeout(r, 500)); return states`)).resolves.toEqual([]);
  await expect(stored(ada, conversationId, "ada's")).resolves.toEqual([]);
  await signIn(ada);

  await told(ada, "acked ada's own");
  await expect(stored(ada, conversationId, "ada's")).resolves.toEqual(["ada: ada's own"]);
});

test("tabs that wake up together renew their session once", async () => {
  await signIn(await openPage());
  const tabs = await Promise.all(Array.from({ length: 6 }, openPage));
  const renewals: string[] = [];
  context.on("request", (request) => {
    if (request.url().endsWith("/auth/refresh")) renewals.push(request.url());
  });

  const names = await Promise.all(tabs.map((tab) => inPage(tab, "return (await client.me.get()).data.username")));

  expect(new Set(names)).toEqual(new Set(["ada"]));
  expect(renewals).toHaveLength(1);
});
