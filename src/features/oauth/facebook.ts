import { createHmac } from "node:crypto";
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

const Person = z.object({
  id: z.string().regex(/^\d{1,32}$/),
  name: z.string().optional(),
  email: z.string().optional(),
});

/**
 * Facebook Login, which speaks OAuth 2.0 and tells who somebody is through the Graph API
 * (https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow). It never says
 * whether an address was verified, so none is.
 */
export function createFacebookProvider(settings: ProviderSettings, apiUrl: string): Provider {
  const server: oauth.AuthorizationServer = {
    issuer: settings.issuer,
    authorization_endpoint: `${settings.issuer}/dialog/oauth`,
    token_endpoint: `${apiUrl}/oauth/access_token`,
  };
  return {
    settings,
    scope: "public_profile email",
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
  const { access_token: accessToken } = await oauth.processAuthorizationCodeResponse(server, client, response);
  const { id, name, email } = Person.parse(await askApi(settings, accessToken, new URL(`${apiUrl}/me`)));
  return {
    identity: {
      provider: settings.name,
      issuer: settings.issuer,
      subject: id,
      email: shorten(email),
      displayName: shorten(name),
    },
    emailVerified: false,
    usernameHint: null,
  };
}

async function askApi(settings: ProviderSettings, accessToken: string, url: URL): Promise<unknown> {
  url.searchParams.set("fields", "id,name,email");
  // Shows that the token is used by who it was issued to.
  const proof = createHmac("sha256", settings.clientSecret ?? "")
    .update(accessToken)
    .digest("hex");
  url.searchParams.set("appsecret_proof", proof);
  const headers = new Headers({ accept: "application/json" });
  const response = await oauth.protectedResourceRequest(accessToken, "GET", url, headers, null, transportOf(settings));
  if (response.status !== 200) throw new Error(`Facebook answered with ${response.status}`);
  return response.json();
}
