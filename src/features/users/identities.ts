import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { commit, GuardFailed, isUniqueViolation, requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { DisplayName, type User } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { tellOwner } from "./notices.ts";
import { requireUser } from "./profile.ts";
import { identities, type NewIdentity, users } from "./schema.ts";
import { foldName } from "./user-row.ts";

/**
 * The condition that a user has a password or an identity, other than the one of `exceptProvider`: for
 * statements that remove a way in, which must leave another.
 */
export function hasPasswordOrIdentity(userId: string, exceptProvider?: string): SQL {
  const isOther = exceptProvider === undefined ? sql`` : sql` AND ${identities.provider} <> ${exceptProvider}`;
  return sql`(EXISTS (SELECT 1 FROM ${users} WHERE ${users.id} = ${userId} AND ${users.passwordHash} IS NOT NULL)
    OR EXISTS (SELECT 1 FROM ${identities} WHERE ${identities.userId} = ${userId}${isOther}))`;
}

type IdentityKey = Pick<NewIdentity, "issuer" | "subject">;

const isIdentity = ({ issuer, subject }: IdentityKey) =>
  and(eq(identities.issuer, issuer), eq(identities.subject, subject));

/** The statement that makes an identity a user's. */
export function insertIdentity(deps: UsersDeps, userId: string, identity: NewIdentity): Statement {
  const now = deps.now();
  return deps.db.insert(identities).values({ ...identity, userId, linkedAt: now, lastUsedAt: now });
}

/**
 * The user whom an identity belongs to, if any; keeps what the provider says of the person today, and
 * calls them by a new name there unless they have chosen another one here.
 */
export async function findUserByIdentity(
  deps: UsersDeps,
  identity: NewIdentity,
): Promise<{ user: User; passwordSetAt: number } | undefined> {
  const { email, displayName } = identity;
  const keepIdentity = deps.db
    .update(identities)
    .set({ email, displayName, lastUsedAt: deps.now() })
    .where(isIdentity(identity))
    .returning({ userId: identities.userId });
  const name = DisplayName.safeParse(displayName).data;
  const [found] =
    name === undefined
      ? await keepIdentity
      : (await deps.db.batch([followName(deps, identity, name), keepIdentity]))[1];
  if (!found) return undefined;
  deps.rememberedUsers.forget(found.userId);
  return requireUserWithPasswordTime(deps, found.userId);
}

/** The statement that renames who is still called as the provider said before; it stands before that is replaced. */
function followName(deps: UsersDeps, identity: NewIdentity, displayName: string) {
  const namesakes = deps.db
    .select({ userId: identities.userId })
    .from(identities)
    .where(and(isIdentity(identity), eq(users.displayName, sql`trim(${identities.displayName})`)));
  return deps.db
    .update(users)
    .set({ displayName, searchName: foldName(displayName), updatedAt: deps.now() })
    .where(and(inArray(users.id, namesakes), ne(users.displayName, displayName)));
}

/** A user, and when their password was set. @throws Problem `NOT_FOUND`. */
export async function requireUserWithPasswordTime(
  deps: UsersDeps,
  userId: string,
): Promise<{ user: User; passwordSetAt: number }> {
  const row = await deps.db.select({ at: users.passwordSetAt }).from(users).where(eq(users.id, userId)).get();
  if (!row) throw new Problem("NOT_FOUND");
  return { user: await requireUser(deps, userId), passwordSetAt: row.at };
}

/** The identities of a user, by provider. */
export async function listIdentities(deps: UsersDeps, userId: string): Promise<(typeof identities.$inferSelect)[]> {
  return deps.db.select().from(identities).where(eq(identities.userId, userId)).orderBy(identities.provider);
}

/**
 * Makes an identity one of a user's ways in, and tells the owner; one that is theirs already is fine.
 *
 * @returns why not, where it is somebody else's, or where they have another one of the provider.
 */
export async function linkIdentity(
  deps: UsersDeps,
  userId: string,
  identity: NewIdentity,
): Promise<{ ok: true } | { ok: false; reason: "IDENTITY_TAKEN" | "PROVIDER_LINKED" }> {
  try {
    await commit(deps, [
      insertIdentity(deps, userId, identity),
      tellOwner(deps, userId, "identity_linked", { provider: identity.provider }),
    ]);
    return { ok: true };
  } catch (error) {
    if (!isUniqueViolation(error, "identities.")) throw error;
    const row = await deps.db.select().from(identities).where(isIdentity(identity)).get();
    if (row?.userId === userId) return { ok: true };
    return { ok: false, reason: row ? "IDENTITY_TAKEN" : "PROVIDER_LINKED" };
  }
}

/**
 * Removes a user's identity of a provider, unless it is the last way in, and tells the owner.
 *
 * @param hasOtherWay the condition that the user has a way in of which this feature knows nothing.
 * @throws Problem `LAST_CREDENTIAL`, or `NOT_FOUND` where there is none.
 */
export async function unlinkIdentity(
  deps: UsersDeps,
  { userId, provider }: { userId: string; provider: string },
  hasOtherWay: SQL,
): Promise<void> {
  const isTheirs = and(eq(identities.userId, userId), eq(identities.provider, provider));
  try {
    await commit(deps, [
      deps.db
        .delete(identities)
        .where(and(isTheirs, sql`(${hasPasswordOrIdentity(userId, provider)} OR ${hasOtherWay})`)),
      requireChange(deps),
      tellOwner(deps, userId, "identity_unlinked", { provider }),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    const [row] = await deps.db.select().from(identities).where(isTheirs);
    throw new Problem(row ? "LAST_CREDENTIAL" : "NOT_FOUND");
  }
}
