import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { seriousFaults } from "./axe.ts";
import { launchBrowser } from "./browser.ts";
import { enterPassword, openConversationWith, say, type Someone } from "./people.ts";
import { rowOf } from "./thread.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  // Nobody loads pages as fast, and each asks for a token.
  const env = { LIMIT_REFRESH: "1000000/60" };
  [server, browser] = await Promise.all([startServer({ env }), launchBrowser()]);
  // Pages are looked at with something on them.
  await fetch(`${server.url}/dev/seed/world`, { method: "POST" });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** The demo's administrator, who may see every page. */
const admin = { name: "Admin", username: "admin", email: "admin@example.com", password: "atrium demo passphrase" };
const grace = { name: "Grace Hopper", username: "grace", email: "grace@example.com", password: admin.password };

/** How a page may be looked at. */
type Look = { colorScheme: "light" | "dark"; viewport: { width: number; height: number }; locale?: string };

const looks = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  mobile: { colorScheme: "light", viewport: { width: 360, height: 740 } },
} satisfies Record<string, Look>;
const rightToLeft = {
  Arabic: { colorScheme: "light", viewport: { width: 1280, height: 800 }, locale: "ar" },
  "Arabic, mobile and dark": { colorScheme: "dark", viewport: { width: 360, height: 740 }, locale: "ar-EG" },
} satisfies Record<string, Look>;

const publicPages = [
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password",
  "/verify-email",
  "/unsubscribe",
  "/nowhere",
  "/outbox",
  "/mail-previews",
];
const ownPages = [
  "/",
  "/notifications",
  "/feed",
  "/feed?of=global",
  "/search?q=a&in=users",
  "/users/grace",
  "/spaces",
  "/plans",
  "/jobs",
  "/job-applications",
  "/settings",
  "/settings/security",
  "/settings/sessions",
  "/settings/notifications",
  "/settings/activity",
  "/settings/api-keys",
  "/admin",
  "/admin/health",
  "/admin/users",
  "/admin/sessions",
  "/admin/applications",
  "/admin/reports",
  "/admin/events",
  "/admin/jobs",
  "/admin/audit",
];
/** Lists whose first entry is looked at, too: where they are (null for the page that one is on), and where their entries are. */
const lists = [
  ["/feed?of=global", "/posts/"],
  ["/spaces", "/spaces/"],
  ["/plans", "/plans/"],
  ["/jobs", "/jobs/"],
  [null, "/job-applications/"],
  ["/admin/applications", "/applications/"],
  ["/admin/users", "/admin/users/"],
  ["/admin/events", "/admin/events/"],
  ["/admin/jobs", "/admin/jobs/"],
] as const;

const allLooks = Object.entries({ ...looks, ...rightToLeft });

describe.each(allLooks)("axe finds nothing serious, and nothing sticks out, in %s", (_, look) => {
  test("on the pages for everybody and one's own", { timeout: 120_000 }, async () => {
    const { page, complaints } = await open(look);
    const faults: Record<string, string[]> = {};

    for (const path of publicPages) faults[path] = await visit(page, path);
    await enterInAnyLanguage(page);
    for (const path of ownPages) faults[path] = await visit(page, path);
    for (const [list, entries] of lists) faults[entries] = await visitFirst(page, list, entries);

    expect(Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0))).toEqual({});
    expect(complaints).toEqual([]);
  });
});

describe.each(Object.entries(looks))("axe finds nothing serious, and nothing sticks out, in %s", (_, look) => {
  test("in a conversation, with its menus and dialogs", { timeout: 90_000 }, async () => {
    const someone = await open(look);
    const { page, complaints } = someone;
    await page.goto("/sign-in");
    await enterPassword(page, admin);
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
    await openConversationWith(page, grace);
    const words = `A message with https://example.com and @grace, ${Math.random()}`;
    await say(page, words);
    await page.getByText("Sent", { exact: true }).waitFor();
    const faults = [await faultsOf(page)];

    await rowOf(someone, words).getByRole("button", { name: "More about the message of yours" }).press("Enter");
    await page.getByRole("menuitem", { name: "Reply" }).waitFor();
    faults.push(await faultsOf(page));
    await page.getByRole("menuitem", { name: "Reply" }).press("Enter");
    await page.getByText(/^Reply to /).waitFor();
    faults.push(await faultsOf(page));
    await page.getByRole("button", { name: "Details", exact: true }).click();
    await page.getByRole("dialog", { name: "Details" }).waitFor();
    faults.push(await faultsOf(page));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Search in this conversation" }).click();
    await page.getByRole("searchbox", { name: "Search in this conversation" }).fill("message");
    await page.getByRole("list", { name: "Found messages" }).getByRole("button").first().waitFor();
    faults.push(await faultsOf(page));
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Go to" }).fill("set");
    await page.getByRole("option", { name: /^Settings: security/ }).waitFor();
    faults.push(await faultsOf(page));

    expect(faults.flat()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test("the palette leads to a page and to a person by the keyboard alone", { timeout: 60_000 }, async () => {
  const { page, complaints } = await open(looks.light);
  await page.goto("/sign-in");
  await enterPassword(page, admin);
  await page.getByRole("heading", { name: "Conversations" }).waitFor();

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).waitFor();
  await page.keyboard.type("audit");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Verify the log" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).waitFor();
  await page.keyboard.type("grace");
  await page.getByRole("option", { name: /^Grace Hopper @grace/ }).waitFor();
  while ((await page.locator("[role=option][aria-selected=true]", { hasText: "@grace" }).count()) === 0) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: grace.name }).waitFor();
  await expect.poll(() => page.evaluate("document.activeElement?.tagName")).toBe("TEXTAREA");
  expect(complaints).toEqual([]);
});

async function open(look: Look): Promise<Someone> {
  const context = await browser.newContext({ baseURL: server.url, locale: "en-GB", reducedMotion: "reduce", ...look });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return { context, page, complaints, person: admin };
}

/** Signs the administrator in by what is the same in every language. */
async function enterInAnyLanguage(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[type=email]").fill(admin.email);
  await page.locator("input[type=password]").fill(admin.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
}

async function visit(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.getByRole("heading").first().waitFor();
  await expect.poll(() => page.locator("output[aria-busy=true]").count()).toBe(0);
  return faultsOf(page);
}

async function visitFirst(page: Page, list: string | null, entries: string): Promise<string[]> {
  if (list !== null) await page.goto(list);
  const path = await page.locator(`main a[href^="${entries}"]`).first().getAttribute("href");
  return visit(page, path ?? "");
}

/** What axe finds, and whether the page is wider than its window. */
async function faultsOf(page: Page): Promise<string[]> {
  const isWide = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
  return [...(await seriousFaults(page)), ...(isWide ? ["it is wider than the window"] : [])];
}
