import { and, eq, lt } from "drizzle-orm";
import { commit, isUniqueViolation } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { DisplayName } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { userRegistered, verificationRequested } from "./events.ts";
import { findFreeUsername } from "./free-username.ts";
import { insertIdentity } from "./identities.ts";
import { registrationLifetimeMs } from "./register.ts";
import { emailChanges, type NewIdentity, registrations, userRoles, users } from "./schema.ts";
import { newUserRow } from "./user-row.ts";

/** Somebody whom a provider names and whom we do not know: who they are there, and how to call them here. */
export type PersonAtProvider = { identity: NewIdentity; email: string; usernameHint: string | null };

const maxTries = 5;

/**
 * Makes the user whose address a provider vouches for, with the identity as their way in. Whoever
 * registered or claimed the address before without proving it loses all of that.
 *
 * @returns whether there was room: not so where the address or the identity has a user by now.
 */
export async function createUserFromIdentity(deps: UsersDeps, person: PersonAtProvider): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await insertUser(deps, person);
      return true;
    } catch (error) {
      if (isUniqueViolation(error, "users.email") || isUniqueViolation(error, "identities.")) return false;
      if (!isUniqueViolation(error, "users.username") || tries === maxTries) throw error;
    }
  }
}

async function insertUser(deps: UsersDeps, person: PersonAtProvider): Promise<void> {
  const { email, identity } = person;
  const id = newId("user");
  const named = await nameOf(deps, person);
  await commit(deps, [
    deps.db.delete(registrations).where(eq(registrations.email, email)),
    deps.db.delete(emailChanges).where(eq(emailChanges.email, email)),
    deps.db.insert(users).values(newUserRow({ ...named, id, email, passwordHash: null }, deps.now())),
    ...(email === deps.config.ADMIN_EMAIL ? [deps.db.insert(userRoles).values({ userId: id, role: "admin" })] : []),
    insertIdentity(deps, id, identity),
    recordEvent(deps, userRegistered, { userId: id }),
  ]);
}

/**
 * Registers an address for which a provider does not vouch: our mail does. As any registration it
 * replaces what waited, and does the same where the address has a user, whom the mail then tells.
 */
export async function registerIdentity(deps: UsersDeps, person: PersonAtProvider): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await insertRegistration(deps, person);
    } catch (error) {
      if (!isUniqueViolation(error, "registrations.username") || tries === maxTries) throw error;
    }
  }
}

async function insertRegistration(deps: UsersDeps, person: PersonAtProvider): Promise<void> {
  const { email, identity } = person;
  const now = deps.now();
  const named = await nameOf(deps, person);
  const values = {
    ...named,
    id: newId("reg"),
    passwordHash: null,
    identity,
    tokenDigest: null,
    codeMac: null,
    codeAttempts: 0,
    createdAt: now,
    expiresAt: now + registrationLifetimeMs,
  };
  const isOver = and(eq(registrations.username, named.username), lt(registrations.expiresAt, now));
  await commit(deps, [
    deps.db.delete(registrations).where(isOver),
    deps.db
      .insert(registrations)
      .values({ ...values, email })
      .onConflictDoUpdate({ target: registrations.email, set: values }),
    recordEvent(deps, verificationRequested, { registrationId: values.id }),
  ]);
}

async function nameOf(deps: UsersDeps, { identity, email, usernameHint }: PersonAtProvider) {
  const words = [usernameHint, identity.displayName, email.slice(0, email.indexOf("@"))];
  const username = await findFreeUsername(deps, email, words);
  return { username, displayName: DisplayName.safeParse(identity.displayName).data ?? username };
}
