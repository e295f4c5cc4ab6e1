import { and, eq, gt, lt } from "drizzle-orm";
import { commit, isUniqueViolation } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { UsersDeps } from "./deps.ts";
import { verificationRequested } from "./events.ts";
import { isUsernameTaken } from "./free-username.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { registrations } from "./schema.ts";

/** For so long a registration waits for its address to be verified. */
export const registrationLifetimeMs = 24 * 3600 * 1000;

type NewRegistration = { email: string; username: string; password: string; displayName?: string | undefined };

/**
 * Registers an address, which becomes a user when it is verified. Registering again replaces what
 * waited. It does the same work and answers alike whether or not the address has a user.
 *
 * @throws Problem `USERNAME_TAKEN` whatever the address, `VALIDATION_FAILED` for a weak password.
 */
export async function register(deps: UsersDeps, input: NewRegistration): Promise<void> {
  const { email, username } = input;
  await requireGoodPassword(deps, input.password, { field: "password", ownWords: [email, username] });
  if (await isUsernameTaken(deps, username, email)) throw new Problem("USERNAME_TAKEN");
  const passwordHash = await deps.passwords.hash(input.password);
  const now = deps.now();
  const id = newId("reg");
  const values = {
    id,
    username,
    displayName: input.displayName ?? username,
    passwordHash,
    createdAt: now,
    expiresAt: now + registrationLifetimeMs,
  };
  const clean = { identity: null, tokenDigest: null, codeMac: null, codeAttempts: 0 };
  try {
    await commit(deps, [
      deps.db.delete(registrations).where(and(eq(registrations.username, username), lt(registrations.expiresAt, now))),
      deps.db
        .insert(registrations)
        .values({ ...values, email })
        .onConflictDoUpdate({ target: registrations.email, set: { ...values, ...clean } }),
      recordEvent(deps, verificationRequested, { registrationId: id }),
    ]);
  } catch (error) {
    // Two people chose the name at the same moment.
    if (isUniqueViolation(error, "registrations.username")) throw new Problem("USERNAME_TAKEN");
    throw error;
  }
}

/** Asks for the verification mail again. */
export async function resendVerification(deps: UsersDeps, email: string): Promise<void> {
  const waiting = await deps.db
    .select({ id: registrations.id })
    .from(registrations)
    .where(and(eq(registrations.email, email), gt(registrations.expiresAt, deps.now())))
    .get();
  await commit(deps, [recordEvent(deps, verificationRequested, { registrationId: waiting?.id ?? null })]);
}

export async function pruneRegistrations(deps: UsersDeps): Promise<void> {
  await deps.db.delete(registrations).where(lt(registrations.expiresAt, deps.now()));
}
