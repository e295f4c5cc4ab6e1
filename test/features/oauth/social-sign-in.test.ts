import { env } from "cloudflare:workers";
import { describe, inject, test } from "vitest";
import { call, origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailTo, newName, signUp, tokenIn } from "../../support/people.ts";
import { Browser, locationOf, newHubber, providerBindings } from "../../support/provider-visits.ts";

const isolate = newIsolate(providerBindings);
const newBrowser = () => new Browser(isolate);
const refused = (error: string) => `${origin}/sign-in?error=${error}`;

describe("signing in by GitHub", () => {
  test("takes the verified primary address, and knows the person by their number", async ({ expect }) => {
    const hubber = newHubber();
    const [first, second] = [newBrowser(), newBrowser()];

    const response = await first.signInBy("github", hubber);
    await second.signInBy("github", { ...hubber, login: newName(), emails: [] });

    expect(locationOf(response)).toBe(`${origin}/`);
    expect(await first.whoAmI()).toMatchObject({ email: hubber.emails[1]?.email, displayName: "Grace Hopper" });
    expect((await second.whoAmI())?.id).toBe((await first.whoAmI())?.id);
    const row = await env.DB.prepare("SELECT issuer, subject FROM identities WHERE subject = ?")
      .bind(String(hubber.id))
      .first();
    expect(row).toEqual({ issuer: inject("identityServers").github, subject: String(hubber.id) });
  });

  test("by an unverified primary address has us verify it, though another one is verified", async ({ expect }) => {
    const hubber = newHubber({ verified: false });

    const response = await newBrowser().signInBy("github", hubber);

    expect(locationOf(response)).toBe(refused("EMAIL_UNVERIFIED"));
    const mail = await mailTo(hubber.emails[1]?.email ?? "", "verification");
    expect(mail.text).toContain("signed in with GitHub");
  });

  test("that does not show us the addresses makes nobody", async ({ expect }) => {
    const { emails: _, ...hubber } = newHubber();

    const response = await newBrowser().signInBy("github", hubber);

    expect(locationOf(response)).toBe(refused("EMAIL_MISSING"));
  });

  test("by an address of a local user signs nobody in", async ({ expect }) => {
    const ada = await signUp();

    const response = await newBrowser().signInBy("github", newHubber({ email: ada.email }));

    expect(locationOf(response)).toBe(refused("LINK_REQUIRED"));
  });
});

describe("signing in by Facebook", () => {
  test("trusts no address: ours has to verify it first", async ({ expect }) => {
    const id = String(newHubber().id);
    const email = `${newName()}@example.com`;
    const browser = newBrowser();

    const response = await browser.signInBy("facebook", { id, name: "Grace Hopper", email });

    expect(locationOf(response)).toBe(refused("EMAIL_UNVERIFIED"));
    const json = { token: tokenIn(await mailTo(email, "verification")) };
    await call("POST", "/api/v1/auth/verify-email", { json });
    expect(locationOf(await browser.signInBy("facebook", { id, name: "Grace Hopper", email }))).toBe(`${origin}/`);
    expect(await browser.whoAmI()).toMatchObject({ email, displayName: "Grace Hopper" });
  });

  test("without an address makes nobody", async ({ expect }) => {
    const response = await newBrowser().signInBy("facebook", { id: "77", name: "Nobody" });

    expect(locationOf(response)).toBe(refused("EMAIL_MISSING"));
  });
});
