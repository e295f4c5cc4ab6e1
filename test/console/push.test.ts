import type { Browser, CDPSession } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive, openConversationWith, say, signIn, signOut, type Someone } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** What a push service would give a browser, which is out of reach: kept in the page's storage as a browser keeps it. */
const pushService = `
  const key = "test.subscription";
  const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const subscriptionOf = (json, options) => json && {
    ...json, options, toJSON: () => json, unsubscribe: async () => { localStorage.removeItem(key); return true; },
  };
  PushManager.prototype.getSubscription = async function () {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && subscriptionOf(kept.json, { applicationServerKey: new Uint8Array(kept.publicKey).buffer });
  };
  PushManager.prototype.subscribe = async function ({ applicationServerKey, userVisibleOnly }) {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("no key of a server");
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const p256dh = encode(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
    const auth = encode(crypto.getRandomValues(new Uint8Array(16)));
    const endpoint = "https://fcm.googleapis.com/fcm/send/" + crypto.randomUUID();
    const json = { endpoint, expirationTime: null, keys: { p256dh, auth } };
    localStorage.setItem(key, JSON.stringify({ json, publicKey: [...applicationServerKey] }));
    return subscriptionOf(json, { applicationServerKey: applicationServerKey.buffer });
  };
`;

/** Somebody in the preferences, whose browser says yes when it is asked. */
async function inPreferences(firstName: string): Promise<Someone> {
  const someone = await arrive(browser, server.url, firstName);
  await someone.context.grantPermissions(["notifications"], { origin: server.url });
  await someone.context.addInitScript(pushService);
  await someone.page.goto("/settings/notifications");
  await someone.page.getByText("Off in this browser.").waitFor();
  return someone;
}

/** The page's devtools, and how to have the browser deliver a push to the worker. */
async function pushTo({ page }: Someone): Promise<(payload: object) => Promise<void>> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const registrationId = await registration;
  return async (payload) => {
    const data = JSON.stringify(payload);
    await devtools.send("ServiceWorker.deliverPushMessage", { origin: server.url, registrationId, data });
  };
}

const shownIn = ({ page }: Someone) =>
  page.evaluate(
    "navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.map(({ title, body, data }) => [title, body, data.url]))",
  );

test("push is turned on by a click, and ends with the session", { timeout: 90_000 }, async () => {
  const grace = await inPreferences("Grace");
  const { page, person, complaints } = grace;

  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("On in this browser.").waitFor();
  const browsers = page.getByRole("list", { name: "Browsers that are pushed to" }).getByRole("listitem");
  await expect.poll(() => browsers.allTextContents()).toEqual([expect.stringMatching(/^Chrome.*This browser/)]);
  await page.reload();
  await page.getByText("On in this browser.").waitFor();
  await signOut(page);
  await expect.poll(() => page.evaluate("localStorage.getItem('test.subscription')")).toBeNull();
  await signIn(page, person);
  await page.goto("/settings/notifications");

  await page.getByText("Off in this browser.").waitFor();
  await expect(browsers.count()).resolves.toBe(0);
  expect(complaints).toEqual([]);
});

test("a push is shown to whom does not look, and not to whom does", { timeout: 90_000 }, async () => {
  const grace = await inPreferences("Grace");
  const { page, complaints } = grace;
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("On in this browser.").waitFor();
  const push = await pushTo(grace);

  await page.bringToFront();
  await push({ title: "Seen", body: "by whom looks", url: "/feed", tag: "ntf_seen" });
  await page.goto("about:blank");
  await push({ title: "Ada", body: "Are you there?", url: "/feed", tag: "ntf_unseen" });
  await page.goto("/settings");
  await expect.poll(() => shownIn(grace)).toEqual([["Ada", "Are you there?", "/feed"]]);
  expect(complaints).toEqual([]);
});

test(
  "what is told is pushed to the browser that is subscribed, and another can be removed",
  { timeout: 90_000 },
  async () => {
    const [ada, grace] = await Promise.all([arrive(browser, server.url, "Ada"), inPreferences("Grace")]);
    const { page } = grace;
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByText("On in this browser.").waitFor();
    const endpoint = await page.evaluate("JSON.parse(localStorage.getItem('test.subscription')).json.endpoint");

    await openConversationWith(ada.page, grace.person);
    await say(ada.page, "Are you pushed to?");
    await page.goto("/notifications");
    await page
      .getByRole("button", { name: /^More about / })
      .first()
      .press("Enter");
    await page.getByRole("menuitem", { name: "How you were told" }).press("Enter");
    await page.getByRole("region", { name: "How you were told" }).getByText("Push").waitFor();
    await page.goto("/settings/notifications");
    await page.getByRole("button", { name: /^Remove / }).click();

    await page.getByText("Off in this browser.").waitFor();
    expect(endpoint).toContain("https://fcm.googleapis.com/");
    expect(grace.complaints).toEqual([]);
  },
);

test("a browser that was told no says how to take that back", { timeout: 60_000 }, async () => {
  const { page, complaints } = await arrive(browser, server.url, "Grace");
  await page.addInitScript("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })");

  await page.goto("/settings/notifications");

  await page.getByText("Your browser blocks notifications of this site.").waitFor();
  await page.getByText("Allow notifications there.").waitFor();
  expect(complaints).toEqual([]);
});
