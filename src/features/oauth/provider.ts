import * as oauth from "oauth4webapi";
import type { NewIdentity } from "../users/index.ts";
import type { ProviderName } from "./contract.ts";
import type { OauthDeps } from "./deps.ts";
import { askProvider } from "./outbound.ts";

/** Our registration at a provider. */
export type ProviderSettings = {
  name: ProviderName;
  /** Of every identity: the configured address. */
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  /** Plain HTTP, for a provider on the developer's own machine. */
  allowInsecure: boolean;
};

/** Who has signed in at a provider, as far as it says. */
export type ProviderProfile = {
  identity: NewIdentity;
  /** Whether the provider vouches that the address is theirs. */
  emailVerified: boolean;
  usernameHint: string | null;
};

/** What came back for a code, and what it has to agree with. */
export type Exchange = {
  server: oauth.AuthorizationServer;
  client: oauth.Client;
  response: Response;
  nonce: string;
};

/** What differs from provider to provider. */
export type Provider = {
  settings: ProviderSettings;
  scope: string;
  findServer(deps: OauthDeps): Promise<oauth.AuthorizationServer>;
  authenticateClient(server: oauth.AuthorizationServer): oauth.ClientAuth;
  readProfile(deps: OauthDeps, exchange: Exchange): Promise<ProviderProfile>;
};

/** How every request to a provider is made. */
export function transportOf({ allowInsecure }: ProviderSettings) {
  return {
    [oauth.customFetch]: askProvider,
    [oauth.allowInsecureRequests]: allowInsecure,
  };
}

/** Names as providers send them may be of any length. */
export function shorten(text: string | null | undefined, length = 254): string | null {
  return text ? Array.from(text).slice(0, length).join("") : null;
}
