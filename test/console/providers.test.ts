import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoopbackServer } from "../support/loopback.ts";
import { startOidcServer } from "../support/oidc-server.ts";
import { freePort, type Server, startServer } from "../support/server.ts";
import { launchBrowser, openDevice } from "./browser.ts";
import { arrive, signOut } from "./people.ts";
import { confirm, openSecurity, turnOnTwoFactor, unexpected } from "./settings.ts";

let provider: LoopbackServer;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort();
  const callback = `http://localhost:${port}/api/v1/auth/oauth/oidc/callback`;
  provider = await startOidcServer("atrium", "known to both", [callback]);
  const env = { OIDC_ISSUER: provider.url, OIDC_CLIENT_ID: "atrium", OIDC_CLIENT_SECRET: "known to both" };
  [server, browser] = await Promise.all([startServer({ port, env }), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
  provider.close();
});

type Choice = { accountId: string; claims: object } | { deny: true };

/** Says at the provider, whose page has no form, who one is, and goes on to where it sends the browser. */
async function choose(page: Page, choice: Choice): Promise<void> {
  await page.waitForURL(/\/interaction\//);
  const answer = await page.context().request.post(page.url(), { data: choice, maxRedirects: 0 });
  await page.goto(answer.headers()["location"] ?? "");
}

function somebody(email: string): Choice {
  return { accountId: email, claims: { email, email_verified: true } };
}

function viaProvider(page: Page) {
  return page.getByRole("link", { name: "Continue with single sign-on" });
}

/** The provider's page is none, which the browser reports. */
const ofProvider = 404;

test("who comes back from a provider is signed in, and stays so after a reload", { timeout: 60_000 }, async () => {
  const { page, complaints } = await openDevice(browser, server.url);

  await page.goto("/sign-in");
  await viaProvider(page).click();
  await choose(page, somebody(`new_${Date.now()}@example.org`));
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await page.reload();

  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  expect(unexpected(complaints, ofProvider)).toEqual([]);
});

test(
  "an address that has an account already, and a refusal, are told on the sign-in page",
  { timeout: 60_000 },
  async () => {
    const { person } = await arrive(browser, server.url, "Ada");
    const { page, complaints } = await openDevice(browser, server.url);

    await page.goto("/sign-in");
    await viaProvider(page).click();
    await choose(page, { deny: true });
    await page.getByText("You did not let the service tell us").waitFor();
    await viaProvider(page).click();
    await choose(page, somebody(person.email));

    await page.getByText("There is an account with this address already").waitFor();
    expect(unexpected(complaints, ofProvider)).toEqual([]);
  },
);

test("a linked account signs in with the second factor, until it is unlinked", { timeout: 60_000 }, async () => {
  const { page, person, complaints } = await arrive(browser, server.url, "Ada");
  await openSecurity(page);
  const { app } = await turnOnTwoFactor(page);

  await page.getByRole("button", { name: "Link single sign-on", exact: true }).click();
  await choose(page, somebody(person.email));
  await page.getByText("You can sign in with single sign-on").waitFor();
  await signOut(page);
  await viaProvider(page).click();
  await page.getByRole("heading", { name: "One more step" }).waitFor();
  await page.getByLabel("Code").fill(app.code(1));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await openSecurity(page);
  await page.getByRole("button", { name: "Unlink single sign-on" }).click();
  await confirm(page, "Unlink single sign-on?", "Unlink");

  await page.getByRole("button", { name: "Link single sign-on", exact: true }).waitFor();
  expect(unexpected(complaints, ofProvider)).toEqual([]);
});
