import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";
import { arrive } from "./people.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** What a page does to use passkeys, with nothing but the browser's own means; tests have no types of the DOM. */
const ceremonies = `globalThis.ceremonies = {
  async api(method, path, token, json) {
    const headers = { "content-type": "application/json", ...(token && { authorization: "Bearer " + token }) };
    const response = await fetch("/api/v1" + path, { method, headers, ...(json && { body: JSON.stringify(json) }) });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  },
  async add(token, name) {
    const { body } = await this.api("POST", "/auth/passkeys/register/options", token, {});
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(body.options);
    try {
      const response = (await navigator.credentials.create({ publicKey })).toJSON();
      const json = { challengeId: body.challengeId, response, name };
      return await this.api("POST", "/auth/passkeys/register/verify", token, json);
    } catch (error) {
      return { status: 0, body: { name: error.name } };
    }
  },
  async signIn() {
    const { body } = await this.api("POST", "/auth/passkeys/login/options", null, {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(body.options);
    const response = (await navigator.credentials.get({ publicKey })).toJSON();
    return this.api("POST", "/auth/passkeys/login/verify", null, { challengeId: body.challengeId, response });
  },
}`;

type Answer = {
  status: number;
  body: { id?: string; name?: string; accessToken?: string; user?: { username: string }; items?: { name: string }[] };
};

/** Runs one of the ceremonies in a page. */
function perform(page: Page, ceremony: "add" | "signIn" | "api", ...input: unknown[]): Promise<Answer> {
  return page.evaluate<Answer>(`ceremonies.${ceremony}(${input.map((one) => JSON.stringify(one)).join(", ")})`);
}

/** Somebody who has just signed up, and a virtual device that unlocks by the user's fingerprint. */
async function arriveWithDevice() {
  const { page, context, person } = await arrive(browser, server.url, "Ada");
  await page.evaluate(ceremonies);
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const device = await plugIn(devtools, "internal");
  const { body } = await perform(page, "api", "POST", "/auth/refresh", null, {});
  return { page, person, devtools, device, token: body.accessToken ?? "" };
}

async function plugIn(devtools: CDPSession, transport: "internal" | "usb"): Promise<string> {
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

test("a browser's passkey signs in without a username, once it is registered", { timeout: 60_000 }, async () => {
  const { page, person, token } = await arriveWithDevice();

  const added = await perform(page, "add", token, "This laptop");
  const twice = await perform(page, "add", token, "The same laptop");
  const out = await perform(page, "api", "POST", "/auth/logout", token, {});
  const signedOut = await perform(page, "api", "PATCH", "/me", token, { bio: "still here" });
  const signedIn = await perform(page, "signIn");
  const me = await perform(page, "api", "GET", "/me/passkeys", signedIn.body.accessToken);

  expect(added).toMatchObject({ status: 201, body: { name: "This laptop" } });
  expect(twice).toEqual({ status: 0, body: { name: "InvalidStateError" } });
  expect([out.status, signedOut.status]).toEqual([204, 401]);
  expect(signedIn).toMatchObject({ status: 200, body: { user: { username: person.username } } });
  expect(me.body.items).toMatchObject([{ name: "This laptop", lastUsedAt: expect.any(String) }]);
});

test("of two passkeys each signs in, until it is removed", { timeout: 60_000 }, async () => {
  const { page, person, devtools, device, token } = await arriveWithDevice();
  const laptop = await perform(page, "add", token, "Laptop");
  await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: device });
  await plugIn(devtools, "usb");

  const key = await perform(page, "add", token, "Key");
  const byKey = await perform(page, "signIn");
  const fresh = byKey.body.accessToken;
  const withoutLaptop = await perform(page, "api", "DELETE", `/me/passkeys/${laptop.body.id}`, fresh);
  const byKeyAgain = await perform(page, "signIn");
  const withoutKey = await perform(page, "api", "DELETE", `/me/passkeys/${key.body.id}`, fresh);
  const byNothing = await perform(page, "signIn");

  expect([laptop.status, key.status]).toEqual([201, 201]);
  expect(byKey).toMatchObject({ status: 200, body: { user: { username: person.username } } });
  expect([withoutLaptop.status, byKeyAgain.status, withoutKey.status, byNothing.status]).toEqual([204, 200, 204, 401]);
});
