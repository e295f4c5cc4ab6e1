import { afterEach, describe, test, vi } from "vitest";
import { origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { Browser, locationOf, newHubber, providerBindings } from "../../support/provider-visits.ts";
import { passSteps, signUpWithTwoFactor, stopClock } from "../../support/two-factor.ts";

afterEach(() => vi.useRealTimers());

const isolate = newIsolate(providerBindings);

/** Somebody with two-factor authentication, and the identity that they have linked. */
async function linkedPerson() {
  const person = await signUpWithTwoFactor();
  const hubber = newHubber();
  const browser = new Browser(isolate);
  const response = await browser.call("POST", "/api/v1/me/identities/github/link", { token: person.token });
  const { url } = await response.json<{ url: string }>();
  await browser.comeBack(await browser.be(url, hubber));
  return { person, hubber };
}

describe("a user with two-factor authentication who signs in by a provider", () => {
  test("is asked for the second factor first, in the fragment alone", async ({ expect }) => {
    stopClock();
    const { person, hubber } = await linkedPerson();
    const browser = new Browser(isolate);

    const back = await browser.be(await browser.leaveFor("github", "?redirectTo=/chat?tab=1"), hubber);
    const response = await browser.comeBack(back);

    const url = new URL(locationOf(response));
    expect(url.origin + url.pathname + url.search).toBe(`${origin}/sign-in`);
    const fragment = Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
    expect(fragment).toMatchObject({ methods: "totp,backup_code", redirectTo: "/chat?tab=1" });
    expect(await browser.whoAmI()).toBeUndefined();
    passSteps(1);
    const json = { challengeToken: fragment["challenge"], method: "totp", code: person.app.code() };
    const proved = await browser.call("POST", "/api/v1/auth/mfa/verify", { json });
    expect(proved.status).toBe(200);
    expect((await browser.whoAmI())?.id).toBe(person.id);
  });

  test("is not asked on a device that is remembered, though no strict cookie comes back from the provider", async ({
    expect,
  }) => {
    stopClock();
    const { person, hubber } = await linkedPerson();
    const browser = new Browser(isolate);
    const first = new URL(locationOf(await browser.signInBy("github", hubber)));
    const challengeToken = new URLSearchParams(first.hash.slice(1)).get("challenge");
    passSteps(1);
    const proof = { challengeToken, method: "totp", code: person.app.code(), rememberDevice: true };
    await browser.call("POST", "/api/v1/auth/mfa/verify", { json: proof });

    const back = await browser.be(await browser.leaveFor("github"), hubber);
    const response = await browser.call("GET", back.slice(origin.length), {
      headers: { cookie: `__Host-atrium-oauth=${browser.cookie("__Host-atrium-oauth")}` },
    });

    expect(locationOf(response)).toBe(`${origin}/`);
  });
});
