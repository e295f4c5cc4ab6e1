import { afterEach, describe, inject, test, vi } from "vitest";
import { origin } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { signUp } from "../../support/people.ts";
import { Browser, faultyIssuer, locationOf, newAccount, providerBindings } from "../../support/provider-visits.ts";

afterEach(() => vi.useRealTimers());

const refused = (error: string) => `${origin}/sign-in?error=${error}`;

async function signInAt(fault: string) {
  const { isolate, hits } = faultyIssuer(fault);
  const browser = new Browser(isolate);
  const startedAt = performance.now();
  const response = await browser.signInBy("oidc", newAccount());
  return { browser, hits, location: locationOf(response), tookMs: performance.now() - startedAt };
}

describe("an OpenID provider", () => {
  test("whose ID token is right is believed", async ({ expect }) => {
    const { browser, location } = await signInAt("none");

    expect(location).toBe(`${origin}/`);
    expect(await browser.whoAmI()).toBeDefined();
  });

  test.for([
    "alg-none",
    "public-key-as-secret",
    "wrong-key",
    "embedded-key",
    "unknown-kid",
    "wrong-iss",
    "wrong-aud",
    "wrong-azp",
    "wrong-nonce",
    "expired",
    "long-ago",
    "other-response",
  ])("is not believed where its answer is wrong: %s", async (fault, { expect }) => {
    const { browser, location } = await signInAt(fault);

    expect(location).toBe(refused("PROVIDER_ERROR"));
    expect(await browser.whoAmI()).toBeUndefined();
  });

  test("has its keys read once, however many unknown ones it names", async ({ expect }) => {
    const { isolate, hits } = faultyIssuer("unknown-kid");

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => new Browser(isolate).signInBy("oidc", newAccount())),
    );

    expect(new Set(answers.map(locationOf))).toEqual(new Set([refused("PROVIDER_ERROR")]));
    expect(await hits()).toBe(1);
  });

  test("that has changed its keys is believed once they are read again, a minute later at most", async ({ expect }) => {
    const { isolate, hits } = faultyIssuer("rotating");
    const visit = async () => locationOf(await new Browser(isolate).signInBy("oidc", newAccount()));
    const early = [await visit(), await visit()];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });

    const late = await visit();

    expect([...early, late]).toEqual([refused("PROVIDER_ERROR"), refused("PROVIDER_ERROR"), `${origin}/`]);
    expect(await hits()).toBe(2);
  });

  test.for(["redirecting-keys", "huge-keys", "redirecting-token"])(
    "that says too much or sends us elsewhere is unavailable: %s",
    async (fault, { expect }) => {
      const { location, tookMs } = await signInAt(fault);

      expect(location).toBe(refused("PROVIDER_UNAVAILABLE"));
      expect(tookMs).toBeLessThan(5_000);
    },
  );

  test.for(["down", "other-discovery", "foreign-keys"])(
    "that cannot be found is unavailable before anybody leaves: %s",
    async (fault, { expect }) => {
      const { isolate } = faultyIssuer(fault);

      const response = await new Browser(isolate).call("GET", "/api/v1/auth/oauth/oidc");

      expect(locationOf(response)).toBe(refused("PROVIDER_UNAVAILABLE"));
    },
  );

  test("that nobody listens for is unavailable", async ({ expect }) => {
    const isolate = newIsolate({ ...providerBindings, OIDC_ISSUER: "http://127.0.0.1:9" });

    const response = await new Browser(isolate).call("GET", "/api/v1/auth/oauth/oidc");

    expect(locationOf(response)).toBe(refused("PROVIDER_UNAVAILABLE"));
  });

  test("that does not answer is given up after five seconds", async ({ expect }) => {
    const startedAt = performance.now();

    const [quiet, begun] = await Promise.all([
      new Browser(faultyIssuer("silent").isolate).call("GET", "/api/v1/auth/oauth/oidc"),
      signInAt("silent-token"),
    ]);

    expect([locationOf(quiet), begun.location]).toEqual([
      refused("PROVIDER_UNAVAILABLE"),
      refused("PROVIDER_UNAVAILABLE"),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  test("on plain HTTP is for development alone", async ({ expect }) => {
    const secrets = `k1:${btoa("an-honest-key-of-32-random-bytes").replaceAll("=", "")}`;
    const isolate = newIsolate({
      ...providerBindings,
      ENVIRONMENT: "production",
      PUBLIC_URL: "https://atrium.example",
      SECRET_KEYS: secrets,
      EMAIL_PROVIDERS: "smtp",
      SMTP_URL: `smtp://127.0.0.1:${inject("smtp").port}?tls=none`,
    });

    const answers = await Promise.all(
      ["oidc", "github"].map((name) => new Browser(isolate).call("GET", `/api/v1/auth/oauth/${name}`)),
    );

    const unavailable = "https://atrium.example/sign-in?error=PROVIDER_UNAVAILABLE";
    expect(answers.map(locationOf)).toEqual([unavailable, unavailable]);
  });

  test("that cannot be found cannot be linked just now", async ({ expect }) => {
    const { isolate } = faultyIssuer("down");
    const { token } = await signUp();

    const response = await isolate.call("POST", "/api/v1/me/identities/oidc/link", { token });

    expect(response.status).toBe(503);
  });
});
