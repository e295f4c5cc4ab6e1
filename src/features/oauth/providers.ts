import type { Config } from "../../platform/config/config.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type ProviderName, providerNames } from "./contract.ts";
import { createFacebookProvider } from "./facebook.ts";
import { createGithubProvider } from "./github.ts";
import { createOidcProvider } from "./oidc.ts";
import type { Provider, ProviderSettings } from "./provider.ts";

/** Issuers whose keys are on another host than they are themselves. */
const keyHosts: Record<string, string> = { "accounts.google.com": "www.googleapis.com" };

/** @throws Problem `NOT_FOUND` for a provider that is not configured. */
export function requireProvider(config: Config, name: ProviderName): Provider {
  const provider = findProvider(config, name);
  if (!provider) throw new Problem("NOT_FOUND");
  return provider;
}

/** The names of the providers that are configured. */
export function listProviders(config: Config): ProviderName[] {
  return providerNames.filter((name) => findProvider(config, name) !== undefined);
}

function findProvider(config: Config, name: ProviderName): Provider | undefined {
  const settings = settingsOf(config, name);
  if (!settings) return undefined;
  switch (name) {
    case "google":
    case "oidc":
      return createOidcProvider(settings, keyHostOf(settings.issuer));
    case "github":
      return createGithubProvider(settings, withoutSlash(config.GITHUB_API_URL));
    case "facebook":
      return createFacebookProvider(settings, withoutSlash(config.FACEBOOK_API_URL));
  }
}

function settingsOf(config: Config, name: ProviderName): ProviderSettings | undefined {
  const { issuer, clientId, clientSecret } = registrationAt(config, name);
  if (issuer === undefined || clientId === undefined) return undefined;
  const allowInsecure = config.ENVIRONMENT === "development" && issuer.startsWith("http:");
  return { name, issuer, clientId, clientSecret, allowInsecure };
}

function registrationAt(config: Config, name: ProviderName) {
  switch (name) {
    case "google":
      return {
        issuer: config.GOOGLE_ISSUER,
        clientId: config.GOOGLE_CLIENT_ID,
        clientSecret: config.GOOGLE_CLIENT_SECRET,
      };
    case "oidc":
      return { issuer: config.OIDC_ISSUER, clientId: config.OIDC_CLIENT_ID, clientSecret: config.OIDC_CLIENT_SECRET };
    case "github":
      return {
        issuer: withoutSlash(config.GITHUB_URL),
        clientId: config.GITHUB_CLIENT_ID,
        clientSecret: config.GITHUB_CLIENT_SECRET,
      };
    case "facebook":
      return {
        issuer: withoutSlash(config.FACEBOOK_URL),
        clientId: config.FACEBOOK_CLIENT_ID,
        clientSecret: config.FACEBOOK_CLIENT_SECRET,
      };
  }
}

function keyHostOf(issuer: string): string {
  const { host } = new URL(issuer);
  return keyHosts[host] ?? host;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
