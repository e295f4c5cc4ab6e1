import * as oauth from "oauth4webapi";
import { describeError } from "../../platform/log/logger.ts";
import type { OauthDeps } from "./deps.ts";
import type { Flow } from "./flows.ts";
import { ProviderFailure } from "./outbound.ts";
import { type Provider, type ProviderProfile, transportOf } from "./provider.ts";

/** Why a provider did not say who somebody is. */
export type ProviderRefusal = "ACCESS_DENIED" | "PROVIDER_UNAVAILABLE" | "PROVIDER_ERROR";

export type Answer = { ok: true; profile: ProviderProfile } | { ok: false; error: ProviderRefusal };

/**
 * Where to send a browser that leaves for a provider (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2.1).
 *
 * @returns nothing where the provider cannot be reached.
 */
export async function findAuthorizationUrl(
  deps: OauthDeps,
  provider: Provider,
  { state, secrets }: Flow,
): Promise<string | undefined> {
  try {
    const server = await provider.findServer(deps);
    const url = new URL(server.authorization_endpoint ?? "");
    requireSecure(url, provider);
    const parameters = {
      response_type: "code",
      client_id: provider.settings.clientId,
      redirect_uri: redirectUriOf(deps, provider),
      scope: provider.scope,
      state,
      nonce: secrets.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  } catch (error) {
    logFailure(deps, provider, error);
    return undefined;
  }
}

/** Learns from the provider who came back (RFC 6749 §4.1.3), and trusts nothing that does not fit the flow. */
export async function askWhoItIs(
  deps: OauthDeps,
  provider: Provider,
  { state, secrets }: Flow,
  parameters: URLSearchParams,
): Promise<Answer> {
  try {
    const server = await provider.findServer(deps);
    const client = { client_id: provider.settings.clientId };
    const answered = oauth.validateAuthResponse(server, client, parameters, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      provider.authenticateClient(server),
      answered,
      redirectUriOf(deps, provider),
      secrets.verifier,
      transportOf(provider.settings),
    );
    return {
      ok: true,
      profile: await provider.readProfile(deps, { server, client, response, nonce: secrets.nonce }),
    };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== "ACCESS_DENIED") logFailure(deps, provider, error);
    return { ok: false, error: refusal };
  }
}

function refusalOf(error: unknown): ProviderRefusal {
  if (error instanceof ProviderFailure) return "PROVIDER_UNAVAILABLE";
  if (!(error instanceof oauth.AuthorizationResponseError)) return "PROVIDER_ERROR";
  switch (error.error) {
    case "access_denied":
      return "ACCESS_DENIED";
    case "server_error":
    case "temporarily_unavailable":
      return "PROVIDER_UNAVAILABLE";
    default:
      return "PROVIDER_ERROR";
  }
}

/** What the library says names no value of a token; what it keeps as the cause does, and is left out. */
function logFailure(deps: OauthDeps, provider: Provider, error: unknown): void {
  const reason = describeError(error).error;
  deps.log.warn("a provider did not say who somebody is", { provider: provider.settings.name, reason });
}

function requireSecure(url: URL, { settings }: Provider): void {
  const isHttp = url.protocol === "http:" && settings.allowInsecure;
  if (url.protocol !== "https:" && !isHttp) throw new ProviderFailure("the provider is not on https");
}

function redirectUriOf(deps: OauthDeps, provider: Provider): string {
  return `${deps.config.PUBLIC_URL}/api/v1/auth/oauth/${provider.settings.name}/callback`;
}
