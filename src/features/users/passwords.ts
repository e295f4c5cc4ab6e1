import { and, eq, gt, lt } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, endSessions } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { passwordResetRequested, passwordSet } from "./events.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { requireUser } from "./profile.ts";
import { passwordResets, users } from "./schema.ts";
import type { User } from "./contract.ts";

/**
 * The user whom address and password name together, or nothing. It hashes whether or not there is such
 * a user, so neither answer nor time tells.
 */
export async function findUserByPassword(
  deps: UsersDeps,
  email: string,
  password: string,
): Promise<{ user: User; passwordSetAt: number } | undefined> {
  const row = await deps.db
    .select({ id: users.id, passwordHash: users.passwordHash, passwordSetAt: users.passwordSetAt })
    .from(users)
    .where(eq(users.email, email))
    .get();
  const oldHash = row?.passwordHash ?? undefined;
  const matches = await deps.passwords.verify(password, oldHash);
  if (!row || oldHash === undefined || !matches) return undefined;
  if (deps.passwords.isOutdated(oldHash)) await renewHash(deps, row.id, oldHash, password);
  return { user: await requireUser(deps, row.id), passwordSetAt: row.passwordSetAt };
}

/** Whether the password that was set then is the password still. */
export async function isPasswordOf(deps: UsersDeps, userId: string, passwordSetAt: number): Promise<boolean> {
  const row = await deps.db.select({ at: users.passwordSetAt }).from(users).where(eq(users.id, userId)).get();
  return row?.at === passwordSetAt;
}

async function renewHash(deps: UsersDeps, id: string, oldHash: string, password: string): Promise<void> {
  const passwordHash = await deps.passwords.hash(password);
  // Guarded by the old hash: a password changed meanwhile is not undone.
  await deps.db
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, id), eq(users.passwordHash, oldHash)));
}

/** Asks for a link to set the password anew; the same work whether or not the address has a user. */
export async function requestPasswordReset(deps: UsersDeps, email: string): Promise<void> {
  const user = await deps.db.select({ id: users.id }).from(users).where(eq(users.email, email)).get();
  await commit(deps, [recordEvent(deps, passwordResetRequested, { userId: user?.id ?? null })]);
}

/**
 * Sets a password by a mailed token, once, and ends every session.
 *
 * @throws Problem `TOKEN_INVALID`, or `VALIDATION_FAILED` for a weak password (the token then still works).
 */
export async function resetPassword(deps: UsersDeps, input: { token: string; password: string }): Promise<void> {
  const tokenDigest = digest(input.token);
  const stillGood = and(eq(passwordResets.tokenDigest, tokenDigest), gt(passwordResets.expiresAt, deps.now()));
  const reset = await deps.db.select().from(passwordResets).where(stillGood).get();
  if (!reset) throw new Problem("TOKEN_INVALID");
  requireGoodPassword(deps.config, input.password, "password");
  const passwordHash = await deps.passwords.hash(input.password);
  const now = deps.now();
  try {
    await setPassword(deps, { userId: reset.userId, keptSessionId: null }, [
      deps.db.delete(passwordResets).where(stillGood),
      requireChange(deps),
      deps.db
        .update(users)
        .set({ passwordHash, passwordSetAt: now, updatedAt: now })
        .where(and(eq(users.id, reset.userId), eq(users.passwordSetAt, reset.passwordSetAt))),
      requireChange(deps),
    ]);
  } catch (error) {
    throw error instanceof GuardFailed ? new Problem("TOKEN_INVALID") : error;
  }
}

/**
 * Changes the password of who is signed in, and ends their other sessions.
 *
 * @throws Problem `WRONG_CREDENTIAL`, or `VALIDATION_FAILED` for a weak new password.
 */
export async function changePassword(
  deps: UsersDeps,
  session: CurrentSession,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  requireGoodPassword(deps.config, input.newPassword, "newPassword");
  const { userId } = session;
  const row = await deps.db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId)).get();
  const oldHash = row?.passwordHash ?? undefined;
  if (oldHash === undefined || !(await deps.passwords.verify(input.currentPassword, oldHash)))
    throw new Problem("WRONG_CREDENTIAL");
  const passwordHash = await deps.passwords.hash(input.newPassword);
  const now = deps.now();
  try {
    await setPassword(deps, { userId, keptSessionId: session.id }, [
      deps.db
        .update(users)
        .set({ passwordHash, passwordSetAt: now, updatedAt: now })
        .where(and(eq(users.id, userId), eq(users.passwordHash, oldHash))),
      requireChange(deps),
    ]);
  } catch (error) {
    throw error instanceof GuardFailed ? new Problem("WRONG_CREDENTIAL") : error;
  }
}

/**
 * Ends the old sessions before the new password commits and again after it: before, so that no crash
 * leaves the old ones alive beside the new password; after, for one that began in between with the old.
 */
async function setPassword(
  deps: UsersDeps,
  { userId, keptSessionId }: { userId: string; keptSessionId: string | null },
  change: Parameters<typeof commit>[1],
): Promise<void> {
  const except = keptSessionId === null ? {} : { except: keptSessionId };
  await endSessions(deps, userId, except);
  await commit(deps, [
    ...change,
    deps.db.delete(passwordResets).where(eq(passwordResets.userId, userId)),
    recordEvent(deps, passwordSet, { userId: userId, keptSessionId }),
  ]);
  await endSessions(deps, userId, except);
}

export async function prunePasswordResets(deps: UsersDeps): Promise<void> {
  await deps.db.delete(passwordResets).where(lt(passwordResets.expiresAt, deps.now()));
}
