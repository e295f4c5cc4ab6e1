import { listIdentities } from "../users/index.ts";
import { type Identity, ProviderName } from "./contract.ts";
import type { OauthDeps } from "./deps.ts";

/** The identities of a user, as their owner sees them. */
export async function listOwnIdentities(deps: OauthDeps, userId: string): Promise<Identity[]> {
  const rows = await listIdentities(deps, userId);
  return rows.map(({ provider, email, displayName, linkedAt, lastUsedAt }) => ({
    provider: ProviderName.parse(provider),
    email,
    displayName,
    linkedAt: new Date(linkedAt).toISOString(),
    lastUsedAt: new Date(lastUsedAt).toISOString(),
  }));
}
