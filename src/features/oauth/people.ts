import { isSessionLive } from "../sessions/index.ts";
import { createUserFromIdentity, findUserByIdentity, linkIdentity, registerIdentity } from "../users/index.ts";
import { Email, type User } from "../users/contract.ts";
import type { OauthDeps } from "./deps.ts";
import type { Linking } from "./flows.ts";
import type { ProviderProfile } from "./provider.ts";

export type Found =
  | { ok: true; user: User; passwordSetAt: number }
  | { ok: false; error: "EMAIL_MISSING" | "EMAIL_UNVERIFIED" | "LINK_REQUIRED" };

/**
 * The user whom a provider means: the one whom its identity belongs to, or a new one. An address alone
 * makes nobody anybody: neither where it is somebody's already, nor where the provider does not vouch for it.
 */
export async function findOrCreateUser(deps: OauthDeps, profile: ProviderProfile): Promise<Found> {
  const { identity, emailVerified, usernameHint } = profile;
  const known = await findUserByIdentity(deps, identity);
  if (known) return { ok: true, ...known };
  const email = Email.safeParse(identity.email).data;
  if (email === undefined) return { ok: false, error: "EMAIL_MISSING" };
  const person = { identity, email, usernameHint };
  if (!emailVerified) {
    await registerIdentity(deps, person);
    return { ok: false, error: "EMAIL_UNVERIFIED" };
  }
  await createUserFromIdentity(deps, person);
  // Made just now, here or by the same person's other tab; otherwise the address is somebody else's.
  const found = await findUserByIdentity(deps, identity);
  return found ? { ok: true, ...found } : { ok: false, error: "LINK_REQUIRED" };
}

/** Makes an identity a way in of who asked for it, if the session that asked still lives. */
export async function linkTo(
  deps: OauthDeps,
  { userId, sessionId }: Linking,
  { identity }: ProviderProfile,
): Promise<{ ok: true } | { ok: false; error: "FLOW_EXPIRED" | "IDENTITY_TAKEN" | "PROVIDER_LINKED" }> {
  if (!(await isSessionLive(deps, userId, sessionId))) return { ok: false, error: "FLOW_EXPIRED" };
  const linked = await linkIdentity(deps, userId, identity);
  return linked.ok ? linked : { ok: false, error: linked.reason };
}
