import { env } from "cloudflare:workers";
import { describe, inject, test } from "vitest";
import { call, origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { mailsTo, mailTo, newName, password, signUp, tokenIn } from "../../support/people.ts";
import { Browser, locationOf, newAccount, providerBindings } from "../../support/provider-visits.ts";

const isolate = newIsolate(providerBindings);
const newBrowser = () => new Browser(isolate);
const refused = (error: string) => `${origin}/sign-in?error=${error}`;

async function identitiesOf(browser: Browser) {
  const token = await browser.accessToken();
  const response = await browser.call("GET", "/api/v1/me/identities", { ...(token !== undefined && { token }) });
  return (await response.json<{ items: { provider: string }[] }>()).items;
}

async function usersWith(email: string): Promise<number> {
  const row = await env.DB.prepare("SELECT count(*) AS n FROM users WHERE email = ?")
    .bind(email)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

describe("the providers", () => {
  test("are listed where they are configured", async ({ expect }) => {
    const none = await call("GET", "/api/v1/auth/oauth");
    const some = await isolate.call("GET", "/api/v1/auth/oauth");

    expect(await none.json()).toEqual({ items: [] });
    expect(await some.json()).toEqual({
      items: [{ provider: "github" }, { provider: "facebook" }, { provider: "oidc" }],
    });
  });

  test("are not found where they are not configured, or not known", async ({ expect }) => {
    const answers = await Promise.all(
      ["google", "google/callback?state=x", "myspace", "GitHub"].map((name) =>
        isolate.call("GET", `/api/v1/auth/oauth/${name}`),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });
});

describe("signing in by an OpenID provider", () => {
  test("asks with state, nonce and PKCE, bound to the browser by a cookie that no script can read", async ({
    expect,
  }) => {
    const response = await newBrowser().call("GET", "/api/v1/auth/oauth/oidc");

    expect(response.status).toBe(302);
    const url = new URL(locationOf(response));
    expect(url.origin).toBe(inject("identityServers").oidc);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "atrium",
      redirect_uri: `${origin}/api/v1/auth/oauth/oidc/callback`,
      scope: "openid email profile",
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-atrium-oauth=[\w-]{43}; /);
    const attributes = ["Max-Age=600", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"];
    expect(cookie.split("; ").slice(1).toSorted()).toEqual(attributes.toSorted());
  });

  test("makes the user of a verified address, and signs in", async ({ expect }) => {
    const browser = newBrowser();
    const account = newAccount({ email: `Mixed.${newName()}@Example.com`, name: "Ada Lovelace" });

    const response = await browser.signInByOidc(account, "?redirectTo=/chat/inbox?tab=1");

    expect(response.status).toBe(302);
    expect(locationOf(response)).toBe(`${origin}/chat/inbox?tab=1`);
    expect(await browser.whoAmI()).toMatchObject({
      email: account.email?.toLowerCase(),
      username: expect.stringMatching(/^ada_lovelace/),
      displayName: "Ada Lovelace",
      emailVerified: true,
      roles: [],
    });
    expect(await identitiesOf(browser)).toEqual([
      {
        provider: "oidc",
        email: account.email,
        displayName: "Ada Lovelace",
        linkedAt: expect.any(String),
        lastUsedAt: expect.any(String),
      },
    ]);
  });

  test("again signs the same user in, whatever became of the address there", async ({ expect }) => {
    const account = newAccount();
    const first = newBrowser();
    await first.signInByOidc(account);
    const second = newBrowser();

    const response = await second.signInByOidc({
      ...account,
      email: "moved@example.org",
      email_verified: false,
      name: "Ada King",
    });

    expect(locationOf(response)).toBe(`${origin}/`);
    expect((await second.whoAmI())?.id).toBe((await first.whoAmI())?.id);
    expect(await second.whoAmI()).toMatchObject({ email: account.email });
    expect(await identitiesOf(second)).toMatchObject([{ email: "moved@example.org", displayName: "Ada King" }]);
  });

  test("makes one user of two callbacks at the same moment", async ({ expect }) => {
    const account = newAccount();
    const browsers = Array.from({ length: 6 }, newBrowser);
    const ways = await Promise.all(
      browsers.map(async (browser) => browser.choose(await browser.leaveFor("oidc"), account)),
    );

    const answers = await Promise.all(browsers.map((browser, at) => browser.comeBack(ways[at] ?? "")));

    expect(new Set(answers.map(locationOf))).toEqual(new Set([`${origin}/`]));
    const people = await Promise.all(browsers.map((browser) => browser.whoAmI()));
    expect(new Set(people.map((me) => me?.id)).size).toBe(1);
    expect(await usersWith(account.email ?? "")).toBe(1);
  });

  test("lets flows of two tabs of a browser end in any order", async ({ expect }) => {
    const browser = newBrowser();
    const [one, two] = [
      await browser.leaveFor("oidc", "?redirectTo=/one"),
      await browser.leaveFor("oidc", "?redirectTo=/two"),
    ];
    const account = newAccount();

    const second = await browser.comeBack(await browser.choose(two, account));
    const first = await browser.comeBack(await browser.choose(one, account));

    expect([first, second].map(locationOf)).toEqual([`${origin}/one`, `${origin}/two`]);
  });

  test("makes an administrator of the configured address alone", async ({ expect }) => {
    const account = newAccount();
    const own = newIsolate({ ...providerBindings, ADMIN_EMAIL: account.email });
    const browser = new Browser(own);

    await browser.signInByOidc(account);

    expect(await browser.whoAmI()).toMatchObject({ roles: ["admin"] });
  });

  test("puts the user's names within their bounds", async ({ expect }) => {
    const names = ["", "x".repeat(300), "\u202Eevil\u0000", "日本語"];

    const people = await Promise.all(
      names.map(async (name) => {
        const browser = newBrowser();
        await browser.signInByOidc(newAccount({ name }));
        return browser.whoAmI();
      }),
    );

    for (const me of people) {
      expect(me?.username).toMatch(/^[a-z0-9_]{3,30}$/);
      expect(me?.displayName).toMatch(/^[^\p{Cc}\u202E]{1,80}$/u);
    }
    expect(people[3]?.displayName).toBe("日本語");
  });

  test("by an address of a local user signs nobody in", async ({ expect }) => {
    const ada = await signUp();
    const browser = newBrowser();

    const response = await browser.signInByOidc(newAccount({ email: ada.email }));

    expect(locationOf(response)).toBe(refused("LINK_REQUIRED"));
    expect(browser.cookie("__Host-atrium-refresh")).toBeUndefined();
    expect(await (await ada.call("GET", "/api/v1/me/identities")).json()).toEqual({ items: [], nextCursor: null });
  });

  test("without an address makes nobody", async ({ expect }) => {
    const { sub } = newAccount();
    const browser = newBrowser();

    const response = await browser.signInByOidc({ sub, name: "Nobody" });

    expect(locationOf(response)).toBe(refused("EMAIL_MISSING"));
    expect(browser.cookie("__Host-atrium-refresh")).toBeUndefined();
  });

  test("by an unverified address has us verify it, whose link makes the account and links it", async ({ expect }) => {
    const account = newAccount({ email_verified: false });
    const email = account.email ?? "";
    const browser = newBrowser();

    const response = await browser.signInByOidc(account);

    expect(locationOf(response)).toBe(refused("EMAIL_UNVERIFIED"));
    expect(await usersWith(email)).toBe(0);
    const mail = await mailTo(email, "verification");
    expect(mail.text).toContain("signed in with single sign-on");
    const json = { token: tokenIn(mail), tokenTransport: "body" };
    const verified = await call("POST", "/api/v1/auth/verify-email", { json });
    const { user } = await verified.json<{ user: { id: string } }>();
    expect(locationOf(await browser.signInByOidc(account))).toBe(`${origin}/`);
    expect((await browser.whoAmI())?.id).toBe(user.id);
    expect((await call("POST", "/api/v1/auth/verify-email", { json })).status).toBe(400);
  });

  test("by an unverified address of a user answers alike, and the owner is told", async ({ expect }) => {
    const ada = await signUp();

    const response = await newBrowser().signInByOidc(newAccount({ email: ada.email, email_verified: false }));

    expect(locationOf(response)).toBe(refused("EMAIL_UNVERIFIED"));
    await mailTo(ada.email, "already_registered");
    expect((await mailsTo(ada.email)).filter(({ template }) => template === "verification").length).toBe(1);
  });

  test("keeps no token of the provider, and no secret of the flow in clear", async ({ expect }) => {
    const browser = newBrowser();
    const url = new URL(await browser.leaveFor("oidc"));

    const { results } = await env.DB.prepare("SELECT * FROM oauth_flows").all();
    await browser.comeBack(await browser.choose(url.href, newAccount()));

    const text = JSON.stringify(results);
    const secrets = [
      url.searchParams.get("state"),
      url.searchParams.get("nonce"),
      browser.cookie("__Host-atrium-oauth"),
    ];
    expect(secrets.every((secret) => secret && !text.includes(secret))).toBe(true);
    const { results: columns } = await env.DB.prepare("SELECT name FROM pragma_table_info('identities')").all();
    expect(columns.some(({ name }) => /token|secret/.test(String(name)))).toBe(false);
  });
});

describe("who signs in by a provider", () => {
  test("has no password that works", async ({ expect }) => {
    const account = newAccount();
    await newBrowser().signInByOidc(account);

    const response = await call("POST", "/api/v1/auth/login", { json: { email: account.email, password } });

    expect(response.status).toBe(401);
  });

  test("has it written in the audit log, refusals with their reason", async ({ expect }) => {
    const ada = await signUp();
    const browser = newBrowser();
    await browser.signInByOidc(newAccount({ email: ada.email }));
    const account = newAccount();
    await browser.signInByOidc(account);

    const id = (await browser.whoAmI())?.id ?? "";
    const { results } = await env.DB.prepare(
      "SELECT user_id, result, details FROM audit_entries WHERE action = 'auth.oauth' AND ip = ? ORDER BY id",
    )
      .bind(browser.address)
      .all();

    expect(results).toEqual([
      { user_id: null, result: "LINK_REQUIRED", details: JSON.stringify({ provider: "oidc" }) },
      { user_id: id, result: "ok", details: JSON.stringify({ provider: "oidc" }) },
    ]);
  });
});
