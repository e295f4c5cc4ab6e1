import { inject } from "vitest";
import { type Call, newAddress, origin } from "./http.ts";
import { type Isolate, newIsolate } from "./isolate.ts";
import { newName } from "./people.ts";

const servers = inject("identityServers");

/** The bindings of an isolate that all providers of the tests are configured in. */
export const providerBindings = {
  OIDC_ISSUER: servers.oidc,
  OIDC_CLIENT_ID: servers.clientId,
  OIDC_CLIENT_SECRET: servers.clientSecret,
  GOOGLE_ISSUER: servers.oidc,
  GITHUB_URL: servers.github,
  GITHUB_API_URL: servers.github,
  GITHUB_CLIENT_ID: servers.clientId,
  GITHUB_CLIENT_SECRET: servers.clientSecret,
  FACEBOOK_URL: servers.facebook,
  FACEBOOK_API_URL: servers.facebook,
  FACEBOOK_CLIENT_ID: servers.clientId,
  FACEBOOK_CLIENT_SECRET: servers.clientSecret,
};

/** An issuer of its own that misbehaves in one way, and an isolate in which it is provider `oidc`. */
export function faultyIssuer(fault: string): { isolate: Isolate; hits: () => Promise<number> } {
  const issuer = `${servers.scripted}/${fault}/${crypto.randomUUID()}`;
  const isolate = newIsolate({ ...providerBindings, OIDC_ISSUER: issuer });
  return { isolate, hits: async () => (await fetch(`${issuer}/hits`)).json<number>() };
}

/** Somebody as an OpenID provider knows them. */
export type Account = { sub: string; email?: string; email_verified?: boolean; name?: string };

export function newAccount(claims: Partial<Account> = {}): Account {
  const sub = newName();
  return { sub, email: `${sub}@example.com`, email_verified: true, name: "Ada Lovelace", ...claims };
}

let numbers = 1_000 + Math.floor(Math.random() * 1e9);

/** Somebody as GitHub knows them. */
export function newHubber(address: { email?: string; verified?: boolean } = {}) {
  numbers += 1;
  const login = newName();
  const email = { email: address.email ?? `${login}@example.com`, verified: address.verified ?? true, primary: true };
  const other = { email: `other-${login}@example.com`, verified: true, primary: false };
  return { id: numbers, login, name: "Grace Hopper", emails: [other, email] };
}

/** A browser: its cookies for us and for the providers. Redirects are followed by hand. */
export class Browser {
  readonly #isolate: Isolate;
  readonly #jar = new Map<string, Map<string, string>>();
  readonly address = newAddress();

  constructor(isolate: Isolate) {
    this.#isolate = isolate;
  }

  /** Calls us, with our cookies. */
  async call(method: string, path: string, options: Call = {}): Promise<Response> {
    const headers = { ...this.#cookiesFor(origin), ...Object.fromEntries(new Headers(options.headers)) };
    const response = await this.#isolate.call(method, path, { from: this.address, ...options, headers });
    return this.#keepCookies(origin, response);
  }

  /** Opens a page of a provider, with its cookies. */
  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...this.#cookiesFor(new URL(url).origin) };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    return this.#keepCookies(new URL(url).origin, response);
  }

  cookie(name: string): string | undefined {
    return this.#jar.get(origin)?.get(name);
  }

  /** Leaves for a provider. @returns where it was sent. */
  async leaveFor(provider: string, query = ""): Promise<string> {
    return locationOf(await this.call("GET", `/api/v1/auth/oauth/${provider}${query}`));
  }

  /** Comes back from a provider. @returns what we answered. */
  async comeBack(url: string): Promise<Response> {
    return this.call("GET", url.slice(origin.length));
  }

  /** Signs in at the real OpenID provider, which forgets who was signed in there before. @returns the address that it sends the browser back to. */
  async choose(url: string, choice: Account | "deny"): Promise<string> {
    this.#jar.delete(new URL(url).origin);
    const interaction = new URL(locationOf(await this.open(url)), url).href;
    const body = JSON.stringify(choice === "deny" ? { deny: true } : { accountId: choice.sub, claims: choice });
    const headers = { "content-type": "application/json" };
    const resume = await this.open(interaction, { method: "POST", body, headers });
    return locationOf(await this.open(new URL(locationOf(resume), url).href));
  }

  /** Signs in at one of the other providers. @returns the address that it sends the browser back to. */
  async be(url: string, person: object): Promise<string> {
    const text = btoa(JSON.stringify(person)).replaceAll("+", "-").replaceAll("/", "_");
    return locationOf(await this.open(`${url}&person=${text}`));
  }

  /** The whole way through the real OpenID provider. */
  async signInByOidc(account: Account, query = ""): Promise<Response> {
    return this.comeBack(await this.choose(await this.leaveFor("oidc", query), account));
  }

  /** The whole way through one of the others. */
  async signInBy(provider: string, person: object): Promise<Response> {
    return this.comeBack(await this.be(await this.leaveFor(provider), person));
  }

  /** Who is signed in in this browser, as `/me` says; nothing where nobody is. */
  async whoAmI(): Promise<Me | undefined> {
    const token = await this.accessToken();
    if (token === undefined) return undefined;
    return (await this.call("GET", "/api/v1/me", { token })).json<Me>();
  }

  async accessToken(): Promise<string | undefined> {
    if (this.cookie("__Host-atrium-refresh") === undefined) return undefined;
    const response = await this.call("POST", "/api/v1/auth/refresh", { json: {} });
    return response.status === 200 ? (await response.json<{ accessToken: string }>()).accessToken : undefined;
  }

  #cookiesFor(site: string): Record<string, string> {
    const cookies = [...(this.#jar.get(site) ?? [])].map(([name, value]) => `${name}=${value}`);
    return cookies.length === 0 ? {} : { cookie: cookies.join("; ") };
  }

  #keepCookies(site: string, response: Response): Response {
    const jar = this.#jar.get(site) ?? new Map<string, string>();
    this.#jar.set(site, jar);
    for (const cookie of response.headers.getSetCookie()) {
      const pair = cookie.split(";")[0] ?? "";
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  }
}

export type Me = { id: string; email: string; username: string; displayName: string; roles: string[] };

export function locationOf(response: Response): string {
  const location = response.headers.get("location");
  if (location === null) throw new Error(`no redirect but ${response.status}`);
  return location;
}
