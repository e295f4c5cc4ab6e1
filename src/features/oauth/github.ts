import * as oauth from "oauth4webapi";
import { z } from "zod";
import {
  type Exchange,
  type Provider,
  type ProviderProfile,
  type ProviderSettings,
  shorten,
  transportOf,
} from "./provider.ts";

const Person = z.object({ id: z.int().positive(), login: z.string(), name: z.string().nullish() });
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * GitHub, which speaks OAuth 2.0 and tells who somebody is through its API
 * (https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps).
 */
export function createGithubProvider(settings: ProviderSettings, apiUrl: string): Provider {
  const base = `${settings.issuer}/login/oauth`;
  const server: oauth.AuthorizationServer = {
    // What GitHub calls itself in the parameter `iss` of its answers (RFC 9207).
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/access_token`,
  };
  return {
    settings,
    scope: "read:user user:email",
    findServer: async () => server,
    authenticateClient: () => oauth.ClientSecretPost(settings.clientSecret ?? ""),
    readProfile: (_deps, exchange) => readProfile(settings, apiUrl, exchange),
  };
}

async function readProfile(
  settings: ProviderSettings,
  apiUrl: string,
  { server, client, response }: Exchange,
): Promise<ProviderProfile> {
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
  const ask = (path: string) => askApi(settings, tokens.access_token, new URL(`${apiUrl}${path}`));
  const [person, emails] = await Promise.all([ask("/user"), ask("/user/emails")]);
  const { id, login, name } = Person.parse(person);
  const primary = Emails.parse(emails ?? []).find((one) => one.primary);
  return {
    identity: {
      provider: settings.name,
      issuer: settings.issuer,
      subject: String(id),
      email: shorten(primary?.email),
      displayName: shorten(name) ?? shorten(login),
    },
    emailVerified: primary?.verified === true,
    usernameHint: login,
  };
}

async function askApi(settings: ProviderSettings, accessToken: string, url: URL): Promise<unknown> {
  const headers = new Headers({
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    // GitHub refuses requests without one.
    "user-agent": "Atrium",
  });
  const response = await oauth.protectedResourceRequest(accessToken, "GET", url, headers, null, transportOf(settings));
  // Its answer for what our registration there was not permitted to see.
  if (response.status === 403 || response.status === 404) return undefined;
  if (response.status !== 200) throw new Error(`GitHub answered with ${response.status}`);
  return response.json();
}
