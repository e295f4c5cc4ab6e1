import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { call, newAddress, origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { givePasskey } from "../../support/passkeys.ts";
import { type Person, signIn, signUp } from "../../support/people.ts";
import { Browser, locationOf, newAccount, newHubber, providerBindings } from "../../support/provider-visits.ts";

afterEach(() => vi.useRealTimers());

const isolate = newIsolate(providerBindings);
const newBrowser = () => new Browser(isolate);
const linkPath = (provider: string) => `/api/v1/me/identities/${provider}/link`;
const settings = (query: string) => `${origin}/settings?${query}`;

async function urlToLink(browser: Browser, token: string, provider: string): Promise<string> {
  const response = await browser.call("POST", linkPath(provider), { token });
  return (await response.json<{ url: string }>()).url;
}

/** The whole way of linking an identity of GitHub. */
async function linkHubber(person: Person, hubber: object, browser = newBrowser()): Promise<Response> {
  return browser.comeBack(await browser.be(await urlToLink(browser, person.token, "github"), hubber));
}

async function providersOf(token: string): Promise<string[]> {
  const response = await call("GET", "/api/v1/me/identities", { token });
  return (await response.json<{ items: { provider: string }[] }>()).items.map(({ provider }) => provider);
}

async function noticesTo(userId: string): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT payload ->> 'kind' AS kind FROM events WHERE type = 'users.security-notice' AND payload ->> 'userId' = ? ORDER BY id",
  )
    .bind(userId)
    .all<{ kind: string }>();
  return results.map(({ kind }) => kind).filter((kind) => kind.startsWith("identity_"));
}

const ask = (provider: string, token?: string) =>
  isolate.call("POST", linkPath(provider), token === undefined ? {} : { token });

const unlink = (provider: string, token: string) =>
  call("DELETE", `/api/v1/me/identities/${provider}`, { token, from: newAddress() });

describe("linking an identity", () => {
  test("makes it a way in, and tells the owner", async ({ expect }) => {
    const ada = await signUp();
    const hubber = newHubber();

    const response = await linkHubber(ada, hubber);

    expect(locationOf(response)).toBe(settings("linked=github"));
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await providersOf(ada.token)).toEqual(["github"]);
    expect(await noticesTo(ada.id)).toEqual(["identity_linked"]);
    const browser = newBrowser();
    await browser.signInBy("github", hubber);
    expect((await browser.whoAmI())?.id).toBe(ada.id);
  });

  test("is in the audit log as what it is", async ({ expect }) => {
    const ada = await signUp();
    await linkHubber(ada, newHubber());
    await linkHubber(ada, newHubber());

    const { results } = await env.DB.prepare(
      "SELECT result, details FROM audit_entries WHERE action = 'identity.link' AND user_id = ? ORDER BY id",
    )
      .bind(ada.id)
      .all();

    const details = JSON.stringify({ provider: "github" });
    expect(results).toEqual([
      { result: "ok", details },
      { result: "PROVIDER_LINKED", details },
    ]);
  });

  test("again is fine, and tells nobody anything", async ({ expect }) => {
    const ada = await signUp();
    const hubber = newHubber();
    await linkHubber(ada, hubber);

    const response = await linkHubber(ada, hubber);

    expect(locationOf(response)).toBe(settings("linked=github"));
    expect(await noticesTo(ada.id)).toEqual(["identity_linked"]);
  });

  test("of another account is refused", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    const hubber = newHubber();
    await linkHubber(ada, hubber);

    const response = await linkHubber(grace, hubber);

    expect(locationOf(response)).toBe(settings("error=IDENTITY_TAKEN"));
    expect(await providersOf(grace.token)).toEqual([]);
    expect(await noticesTo(grace.id)).toEqual([]);
  });

  test("besides another one of the same provider is refused", async ({ expect }) => {
    const ada = await signUp();
    await linkHubber(ada, newHubber());

    const response = await linkHubber(ada, newHubber());

    expect(locationOf(response)).toBe(settings("error=PROVIDER_LINKED"));
  });

  test("by two people at the same moment makes it one's", async ({ expect }) => {
    const people = await Promise.all([signUp(), signUp(), signUp()]);
    const hubber = newHubber();
    const ways = await Promise.all(
      people.map(async ({ token }) => {
        const browser = newBrowser();
        return { browser, back: await browser.be(await urlToLink(browser, token, "github"), hubber) };
      }),
    );

    const answers = await Promise.all(ways.map(({ browser, back }) => browser.comeBack(back)));

    const taken = settings("error=IDENTITY_TAKEN");
    expect(answers.map(locationOf).toSorted()).toEqual([taken, taken, settings("linked=github")]);
  });

  test("works in the browser alone that asked", async ({ expect }) => {
    const attacker = await signUp();
    const url = await urlToLink(newBrowser(), attacker.token, "github");
    const victim = newBrowser();
    await victim.leaveFor("github");

    const response = await victim.comeBack(await victim.be(url, newHubber()));

    expect(locationOf(response)).toBe(`${origin}/sign-in?error=FLOW_EXPIRED`);
    expect(await providersOf(attacker.token)).toEqual([]);
  });

  test("is over with the session that asked", async ({ expect }) => {
    const ada = await signUp();
    const browser = newBrowser();
    const back = await browser.be(await urlToLink(browser, ada.token, "github"), newHubber());
    await ada.call("POST", "/api/v1/auth/logout");

    const response = await browser.comeBack(back);

    expect(locationOf(response)).toBe(settings("error=FLOW_EXPIRED"));
    const again = await signIn(ada.email);
    expect(await providersOf(again.token)).toEqual([]);
  });

  test("takes a session, a known provider and a fresh proof of who asks", async ({ expect }) => {
    const ada = await signUp();
    const nobody = await ask("github");
    const unknown = [await ask("google", ada.token), await ask("myspace", ada.token)];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 301_000 });

    const late = await ask("github", ada.token);

    expect(nobody.status).toBe(401);
    expect(unknown.map(({ status }) => status)).toEqual([404, 404]);
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ code: "STEP_UP_REQUIRED", methods: ["password"] });
  });

  test("and having declined leads back to the settings", async ({ expect }) => {
    const ada = await signUp();
    const browser = newBrowser();
    const back = await browser.be(`${await urlToLink(browser, ada.token, "github")}&deny=1`, {});

    expect(locationOf(await browser.comeBack(back))).toBe(settings("error=ACCESS_DENIED"));
  });
});

describe("unlinking an identity", () => {
  test("ends it as a way in, and tells the owner", async ({ expect }) => {
    const ada = await signUp();
    const hubber = newHubber();
    await linkHubber(ada, hubber);

    const response = await unlink("github", ada.token);

    expect(response.status).toBe(204);
    expect(await noticesTo(ada.id)).toEqual(["identity_linked", "identity_unlinked"]);
    const browser = newBrowser();
    expect(locationOf(await browser.signInBy("github", { ...hubber, emails: [] }))).toContain("EMAIL_MISSING");
  });

  test("that one does not have is not found, another's included", async ({ expect }) => {
    const [ada, grace] = await Promise.all([signUp(), signUp()]);
    await linkHubber(ada, newHubber());

    const answers = [await unlink("github", grace.token), await unlink("myspace", grace.token)];

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(await providersOf(ada.token)).toEqual(["github"]);
  });

  test("that is the last way in is refused; a passkey is another way", async ({ expect }) => {
    const browser = newBrowser();
    await browser.signInByOidc(newAccount());
    const token = (await browser.accessToken()) ?? "";

    const refused = await unlink("oidc", token);
    const me = {
      token,
      call: (method: string, path: string, options = {}) => call(method, path, { token, ...options }),
    };
    // Of a person, what giving a passkey looks at.
    await givePasskey(me as Person);
    const done = await unlink("oidc", token);

    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: "LAST_CREDENTIAL" });
    expect(done.status).toBe(204);
  });

  test("of two that are the only ways in, at the same moment, leaves one", async ({ expect }) => {
    const browser = newBrowser();
    await browser.signInByOidc(newAccount());
    const token = (await browser.accessToken()) ?? "";
    await browser.comeBack(await browser.be(await urlToLink(browser, token, "github"), newHubber()));
    expect(await providersOf(token)).toEqual(["github", "oidc"]);

    const answers = await Promise.all(["github", "oidc"].map((provider) => unlink(provider, token)));

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
    expect((await providersOf(token)).length).toBe(1);
  });

  test("takes a session and a fresh proof of who asks", async ({ expect }) => {
    const ada = await signUp();
    await linkHubber(ada, newHubber());
    const nobody = await call("DELETE", "/api/v1/me/identities/github");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 301_000 });

    const late = await unlink("github", ada.token);

    expect([nobody.status, late.status]).toEqual([401, 403]);
  });
});
