import * as oauth from "oauth4webapi";
import { z } from "zod";
import type { OauthDeps } from "./deps.ts";
import { ProviderFailure } from "./outbound.ts";
import {
  type Exchange,
  type Provider,
  type ProviderProfile,
  type ProviderSettings,
  shorten,
  transportOf,
} from "./provider.ts";

/** A fresh token was issued just now; clocks may differ by so much. */
const maxSkewSeconds = 5 * 60;

const KeySet = z.looseObject({ keys: z.array(z.record(z.string(), z.json())).max(100) });

const Claims = z.object({
  email: z.string().optional(),
  // Some providers send it as text (Apple, for one).
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
});

/**
 * A provider of OpenID Connect (OpenID Connect Core 1.0 §3.1), found by discovery at its issuer.
 *
 * @param keyHost the one host that its keys are read from.
 */
export function createOidcProvider(settings: ProviderSettings, keyHost: string): Provider {
  const findServer = (deps: OauthDeps) =>
    deps.providerDocuments.servers.read(settings.issuer, deps.now(), () => discover(settings, keyHost));
  return {
    settings,
    scope: "openid email profile",
    findServer,
    authenticateClient: (server) => authenticationFor(settings, server),
    readProfile: (deps, exchange) => readProfile(deps, settings, exchange),
  };
}

/** The document must name the issuer that was configured, and keys on the host that was. */
async function discover(settings: ProviderSettings, keyHost: string): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(settings.issuer);
  const response = await oauth.discoveryRequest(issuer, transportOf(settings));
  const server = await oauth.processDiscoveryResponse(issuer, response);
  if (URL.parse(server.jwks_uri ?? "")?.host !== keyHost) {
    throw new ProviderFailure(`the provider's keys are not at ${keyHost}`);
  }
  return server;
}

function authenticationFor(settings: ProviderSettings, server: oauth.AuthorizationServer): oauth.ClientAuth {
  const { clientSecret } = settings;
  if (clientSecret === undefined) return oauth.None();
  const methods = server.token_endpoint_auth_methods_supported;
  const isPostOnly = methods?.includes("client_secret_post") === true && !methods.includes("client_secret_basic");
  return isPostOnly ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret);
}

async function readProfile(
  deps: OauthDeps,
  settings: ProviderSettings,
  { server, client, response, nonce }: Exchange,
): Promise<ProviderProfile> {
  const expected = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
  const idToken = oauth.getValidatedIdTokenClaims(tokens);
  if (!idToken) throw new Error("the provider sent no ID token");
  await verifySignature(deps, settings, server, response);
  requireFresh(idToken.iat, deps.now());
  const said = Claims.parse(idToken);
  const isComplete = said.email !== undefined || server.userinfo_endpoint === undefined;
  const claims = isComplete
    ? said
    : { ...said, ...(await askUserInfo(settings, server, client, tokens.access_token, idToken.sub)) };
  return {
    identity: {
      provider: settings.name,
      issuer: server.issuer,
      subject: z.string().min(1).max(255).parse(idToken.sub),
      email: shorten(claims.email),
      displayName: shorten(claims.name),
    },
    emailVerified: claims.email_verified === true || claims.email_verified === "true",
    usernameHint: shorten(claims.preferred_username ?? null),
  };
}

async function askUserInfo(
  settings: ProviderSettings,
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  accessToken: string,
  subject: string,
): Promise<z.infer<typeof Claims>> {
  const response = await oauth.userInfoRequest(server, client, accessToken, transportOf(settings));
  return Claims.parse(await oauth.processUserInfoResponse(server, client, subject, response));
}

function requireFresh(issuedAt: number, now: number): void {
  if (Math.abs(issuedAt - now / 1000) > maxSkewSeconds) throw new Error("the ID token was not issued just now");
}

/** Checks the ID token against the provider's keys; a key that is not among them is looked for once more. */
async function verifySignature(
  deps: OauthDeps,
  settings: ProviderSettings,
  server: oauth.AuthorizationServer,
  response: Response,
): Promise<void> {
  const { keys } = deps.providerDocuments;
  const url = server.jwks_uri ?? "";
  const load = () => loadKeys(settings, url);
  try {
    await verifyBy(await keys.read(url, deps.now(), load), server, response);
  } catch (error) {
    const isUnknownKey = error instanceof oauth.OperationProcessingError && error.code === oauth.KEY_SELECTION;
    if (!isUnknownKey) throw error;
    await verifyBy(await keys.reread(url, deps.now(), load), server, response);
  }
}

/** The library would read and keep the keys itself; given those of just now, for a server of its own, it does not. */
async function verifyBy(jwks: oauth.JWKS, server: oauth.AuthorizationServer, response: Response): Promise<void> {
  const uat = Math.floor(Date.now() / 1000);
  await oauth.validateApplicationLevelSignature({ ...server }, response, {
    [oauth.jwksCache]: { jwks, uat },
    [oauth.customFetch]: refuse,
  });
}

async function refuse(): Promise<never> {
  throw new ProviderFailure("keys are read by nobody else");
}

async function loadKeys(settings: ProviderSettings, url: string): Promise<oauth.JWKS> {
  if (!settings.allowInsecure && !url.startsWith("https://")) throw new ProviderFailure("the keys are not on https");
  const response = await transportOf(settings)[oauth.customFetch](url, {
    method: "GET",
    headers: { accept: "application/json, application/jwk-set+json" },
  });
  if (response.status !== 200) throw new ProviderFailure(`the provider's keys: status ${response.status}`);
  return KeySet.parse(await response.json());
}
