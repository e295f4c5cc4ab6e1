import { and, eq } from "drizzle-orm";
import type { Statement } from "../../platform/db/database.ts";
import type { User } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { requireUser } from "./profile.ts";
import { users } from "./schema.ts";

const dayMs = 24 * 3600 * 1000;

/**
 * The user whom address and password name together, or nothing. It hashes whether or not there is such
 * a user, so neither answer nor time tells.
 */
export async function findUserByPassword(
  deps: UsersDeps,
  email: string,
  password: string,
): Promise<{ user: User; passwordSetAt: number } | undefined> {
  const row = await deps.db.select(credentialColumns).from(users).where(eq(users.email, email)).get();
  const matches = await verifyHash(deps, row, password);
  return row && matches ? { user: await requireUser(deps, row.id), passwordSetAt: row.passwordSetAt } : undefined;
}

/** Whether this is the user's password; for one without a password it takes as long and is not. */
export async function verifyPasswordOf(deps: UsersDeps, userId: string, password: string): Promise<boolean> {
  const row = await deps.db.select(credentialColumns).from(users).where(eq(users.id, userId)).get();
  return verifyHash(deps, row, password);
}

/** Whether the password that was set then is the password still. */
export async function isPasswordOf(deps: UsersDeps, userId: string, passwordSetAt: number): Promise<boolean> {
  const row = await deps.db.select({ at: users.passwordSetAt }).from(users).where(eq(users.id, userId)).get();
  return row?.at === passwordSetAt;
}

/** Whether a user can sign in by password, and not by other ways alone. */
export async function hasPassword(deps: UsersDeps, userId: string): Promise<boolean> {
  const row = await deps.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId)).get();
  return typeof row?.hash === "string";
}

/** Whether a password has reached the age at which the operator wants another; by default none does. */
export function isPasswordTooOld(deps: Pick<UsersDeps, "config" | "now">, passwordSetAt: number): boolean {
  const { PASSWORD_MAX_AGE_DAYS } = deps.config;
  return PASSWORD_MAX_AGE_DAYS > 0 && deps.now() - passwordSetAt > PASSWORD_MAX_AGE_DAYS * dayMs;
}

/** The statement that notes whether signing in takes a second factor; for the batch that makes it so. */
export function setMfaEnabled(deps: UsersDeps, userId: string, enabled: boolean): Statement {
  deps.rememberedUsers.forget(userId);
  return deps.db.update(users).set({ mfaEnabled: enabled, updatedAt: deps.now() }).where(eq(users.id, userId));
}

const credentialColumns = { id: users.id, passwordHash: users.passwordHash, passwordSetAt: users.passwordSetAt };

async function verifyHash(
  deps: UsersDeps,
  row: { id: string; passwordHash: string | null } | undefined,
  password: string,
): Promise<boolean> {
  const hash = row?.passwordHash ?? undefined;
  const matches = await deps.passwords.verify(password, hash);
  if (row && hash !== undefined && matches && deps.passwords.isOutdated(hash))
    await renewHash(deps, row.id, hash, password);
  return matches;
}

async function renewHash(deps: UsersDeps, id: string, oldHash: string, password: string): Promise<void> {
  const passwordHash = await deps.passwords.hash(password);
  // Guarded by the old hash: a password changed meanwhile is not undone.
  await deps.db
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, id), eq(users.passwordHash, oldHash)));
}
