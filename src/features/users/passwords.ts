import { and, eq, gt, lt } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, endSessions } from "../sessions/index.ts";
import type { UsersDeps } from "./deps.ts";
import { passwordResetRequested, passwordSet } from "./events.ts";
import { takeGuess } from "./guess-budget.ts";
import { tellOwner } from "./notices.ts";
import { rememberPassword, requireUnusedPassword } from "./password-history.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { emailChanges, passwordResets, users } from "./schema.ts";

type Owner = { userId: string; email: string; username: string; passwordHash: string | null; passwordSetAt: number };

/**
 * Asks for a link to set the password anew; the same work whether or not the address has a user.
 *
 * @returns whose address it is, for the audit log alone.
 */
export async function requestPasswordReset(deps: UsersDeps, email: string): Promise<string | undefined> {
  const user = await deps.db.select({ id: users.id }).from(users).where(eq(users.email, email)).get();
  await commit(deps, [recordEvent(deps, passwordResetRequested, { userId: user?.id ?? null })]);
  return user?.id;
}

/**
 * Sets a password by a mailed token, once, ends every session, and has no device stand for the second
 * factor any more. It gives a password to who had none.
 *
 * @returns whose it is.
 * @throws Problem `TOKEN_INVALID`, or `VALIDATION_FAILED` for a password that will not do (the token then still works).
 */
export async function resetPassword(deps: UsersDeps, input: { token: string; password: string }): Promise<string> {
  const tokenDigest = digest(input.token);
  const stillGood = and(eq(passwordResets.tokenDigest, tokenDigest), gt(passwordResets.expiresAt, deps.now()));
  const reset = await deps.db.select().from(passwordResets).where(stillGood).get();
  const owner = reset && (await findOwner(deps, reset.userId));
  if (!owner || owner.passwordSetAt !== reset.passwordSetAt) throw new Problem("TOKEN_INVALID");
  const isGuardedBy = [deps.db.delete(passwordResets).where(stillGood), requireChange(deps)];
  try {
    await setPassword(deps, owner, { password: input.password, field: "password", keptSessionId: null }, isGuardedBy);
  } catch (error) {
    throw error instanceof GuardFailed ? new Problem("TOKEN_INVALID") : error;
  }
  await deps.sessionHubOf(owner.userId).forgetRememberedDevices();
  return owner.userId;
}

/**
 * Changes the password of who is signed in, and ends their other sessions.
 *
 * @throws Problem `WRONG_CREDENTIAL`, `ACCOUNT_LOCKED` after twenty wrong ones in an hour, or
 * `VALIDATION_FAILED` for a new password that will not do.
 */
export async function changePassword(
  deps: UsersDeps,
  session: CurrentSession,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  const owner = await findOwner(deps, session.userId);
  const guess = await takeGuess(deps, session.userId, "password");
  const isTheirs = await deps.passwords.verify(input.currentPassword, owner?.passwordHash ?? undefined);
  await (isTheirs ? guess.giveBack() : guess.keep());
  if (!owner || !isTheirs) throw new Problem("WRONG_CREDENTIAL");
  try {
    await setPassword(
      deps,
      owner,
      { password: input.newPassword, field: "newPassword", keptSessionId: session.id },
      [],
    );
  } catch (error) {
    throw error instanceof GuardFailed ? new Problem("WRONG_CREDENTIAL") : error;
  }
}

/**
 * Sets the password of somebody who has proved who they are, unless it was set meanwhile.
 *
 * It ends the old sessions before the new password commits and again after it: before, so that no crash
 * leaves the old ones alive beside the new password; after, for one that began in between with the old.
 */
async function setPassword(
  deps: UsersDeps,
  owner: Owner,
  { password, field, keptSessionId }: { password: string; field: string; keptSessionId: string | null },
  guards: Statement[],
): Promise<void> {
  const { userId } = owner;
  await requireGoodPassword(deps, password, { field, ownWords: [owner.email, owner.username] });
  await requireUnusedPassword(deps, owner, password, field);
  const passwordHash = await deps.passwords.hash(password);
  const except = keptSessionId === null ? {} : { except: keptSessionId };
  await endSessions(deps, userId, except);
  await commit(deps, [
    ...guards,
    ...replaceHash(deps, owner, passwordHash),
    ...rememberPassword(deps, owner),
    // Whoever began these may not be who holds the password now.
    deps.db.delete(passwordResets).where(eq(passwordResets.userId, userId)),
    deps.db.delete(emailChanges).where(eq(emailChanges.userId, userId)),
    recordEvent(deps, passwordSet, { userId, keptSessionId }),
    tellOwner(deps, userId, "password_changed"),
  ]);
  await endSessions(deps, userId, except);
  await deps.unlockSignIn(owner.email);
}

/** Guarded by the password that the checks were made against. */
function replaceHash(deps: UsersDeps, owner: Owner, passwordHash: string): Statement[] {
  const now = deps.now();
  // A later password bears a later time, whatever the clock does: links and sign-ins are told apart by it.
  const passwordSetAt = Math.max(now, owner.passwordSetAt + 1);
  const isUnchanged = and(eq(users.id, owner.userId), eq(users.passwordSetAt, owner.passwordSetAt));
  return [
    deps.db.update(users).set({ passwordHash, passwordSetAt, updatedAt: now }).where(isUnchanged),
    requireChange(deps),
  ];
}

async function findOwner(deps: UsersDeps, userId: string): Promise<Owner | undefined> {
  const { id, email, username, passwordHash, passwordSetAt } = users;
  return deps.db
    .select({ userId: id, email, username, passwordHash, passwordSetAt })
    .from(users)
    .where(eq(id, userId))
    .get();
}

export async function prunePasswordResets(deps: UsersDeps): Promise<void> {
  await deps.db.delete(passwordResets).where(lt(passwordResets.expiresAt, deps.now()));
}
