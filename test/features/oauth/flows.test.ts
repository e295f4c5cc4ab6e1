import { env } from "cloudflare:workers";
import { afterEach, describe, test, vi } from "vitest";
import { origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { Browser, locationOf, newAccount, newHubber, providerBindings } from "../../support/provider-visits.ts";

afterEach(() => vi.useRealTimers());

const isolate = newIsolate(providerBindings);
const newBrowser = () => new Browser(isolate);
const expired = `${origin}/sign-in?error=FLOW_EXPIRED`;

describe("coming back from a provider", () => {
  test("without a state, with a wrong one or to another provider is refused", async ({ expect }) => {
    const browser = newBrowser();
    const back = await browser.be(await browser.leaveFor("github"), newHubber());
    const state = new URL(back).searchParams.get("state") ?? "";
    const attempts = ["", "?code=x", `?code=x&state=${state.slice(1)}A`, "?state=&code=x"];

    const answers = await Promise.all(
      attempts.map((query) => browser.call("GET", `/api/v1/auth/oauth/github/callback${query}`)),
    );
    const other = await browser.comeBack(back.replace("/github/", "/facebook/"));

    expect([...answers, other].map(locationOf)).toEqual([...attempts, other].map(() => expired));
    expect(locationOf(await browser.comeBack(back))).toBe(`${origin}/`);
  });

  test("works once: of twenty at the same moment one signs in", async ({ expect }) => {
    const browser = newBrowser();
    const back = await browser.be(await browser.leaveFor("github"), newHubber());

    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.comeBack(back)));

    const locations = answers.map(locationOf);
    expect(locations.filter((one) => one === `${origin}/`).length).toBe(1);
    expect(locations.filter((one) => one === expired).length).toBe(19);
  });

  test("in another browser is refused, with and without a flow of its own, and takes nothing from the first", async ({
    expect,
  }) => {
    const victim = newBrowser();
    await victim.leaveFor("github");
    const attacker = newBrowser();
    const back = await attacker.be(await attacker.leaveFor("github"), newHubber());

    const answers = [await victim.comeBack(back), await newBrowser().comeBack(back)];

    expect(answers.map(locationOf)).toEqual([expired, expired]);
    expect(await victim.whoAmI()).toBeUndefined();
    expect(locationOf(await attacker.comeBack(back))).toBe(`${origin}/`);
  });

  test("after ten minutes is refused, and the sweep forgets the flow", async ({ expect }) => {
    const browser = newBrowser();
    const back = await browser.be(await browser.leaveFor("github"), newHubber());
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 601_000 });

    const response = await browser.comeBack(back);
    await isolate.sweep();

    expect(locationOf(response)).toBe(expired);
    const row = await env.DB.prepare("SELECT count(*) AS n FROM oauth_flows WHERE expires_at < ?")
      .bind(Date.now())
      .first();
    expect(row).toEqual({ n: 0 });
  });

  test("with a code that was used already is refused", async ({ expect }) => {
    const browser = newBrowser();
    const used = new URL(await browser.be(await browser.leaveFor("github"), newHubber()));
    await browser.comeBack(used.href);
    const fresh = new URL(await browser.be(await browser.leaveFor("github"), newHubber()));
    fresh.searchParams.set("code", used.searchParams.get("code") ?? "");

    const response = await browser.comeBack(fresh.href);

    expect(locationOf(response)).toBe(`${origin}/sign-in?error=PROVIDER_ERROR`);
  });

  test("with somebody else's code is refused: it was not asked for with this verifier", async ({ expect }) => {
    const victim = newBrowser();
    const stolen =
      new URL(await victim.be(await victim.leaveFor("github"), newHubber())).searchParams.get("code") ?? "";
    const attacker = newBrowser();
    const own = new URL(await attacker.be(await attacker.leaveFor("github"), newHubber()));
    own.searchParams.set("code", stolen);

    const response = await attacker.comeBack(own.href);

    expect(locationOf(response)).toBe(`${origin}/sign-in?error=PROVIDER_ERROR`);
    expect(await attacker.whoAmI()).toBeUndefined();
  });

  test("having declined is told apart", async ({ expect }) => {
    const [one, two] = [newBrowser(), newBrowser()];

    const answers = [
      await one.comeBack(await one.choose(await one.leaveFor("oidc"), "deny")),
      await two.comeBack(await two.be(`${await two.leaveFor("github")}&deny=1`, {})),
    ];

    const denied = `${origin}/sign-in?error=ACCESS_DENIED`;
    expect(answers.map(locationOf)).toEqual([denied, denied]);
  });

  test("with the issuer of another provider is refused", async ({ expect }) => {
    const [one, two] = [newBrowser(), newBrowser()];
    const github = new URL(await one.be(await one.leaveFor("github"), newHubber()));
    github.searchParams.set("iss", "https://evil.example");
    const oidc = new URL(await two.choose(await two.leaveFor("oidc"), newAccount()));
    oidc.searchParams.delete("iss");

    const answers = [await one.comeBack(github.href), await two.comeBack(oidc.href)];

    const refused = `${origin}/sign-in?error=PROVIDER_ERROR`;
    expect(answers.map(locationOf)).toEqual([refused, refused]);
  });

  test("carries no secret in the query of where it leads", async ({ expect }) => {
    const browser = newBrowser();
    const back = await browser.be(await browser.leaveFor("github"), newHubber());

    const response = await browser.comeBack(back);

    expect(new URL(locationOf(response)).search).toBe("");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  });
});

describe("where to go afterwards", () => {
  test("is a path of this site", async ({ expect }) => {
    const paths = ["/", "/chat", "/chat/conv_1?tab=2#end", "/%C3%A4", "/a:b"];

    const locations = await Promise.all(
      paths.map(async (path) => {
        const browser = newBrowser();
        const url = await browser.leaveFor("github", `?redirectTo=${encodeURIComponent(path)}`);
        return locationOf(await browser.comeBack(await browser.be(url, newHubber())));
      }),
    );

    expect(locations).toEqual(paths.map((path) => origin + path));
  });

  test.for([
    "",
    "chat",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/a\\b",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%2Fevil.example",
    "/%5Cevil.example",
    "/.//evil.example",
    "/%",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "@evil.example",
    ".evil.example",
    `/${"x".repeat(600)}`,
  ])("is not %j", async (path, { expect }) => {
    const response = await newBrowser().call("GET", `/api/v1/auth/oauth/github?redirectTo=${encodeURIComponent(path)}`);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: "redirectTo" }] });
  });
});
