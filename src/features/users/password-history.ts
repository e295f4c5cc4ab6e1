import { and, desc, eq, notInArray } from "drizzle-orm";
import type { Statement } from "../../platform/db/database.ts";
import type { UsersDeps } from "./deps.ts";
import { refusePassword } from "./password-policy.ts";
import { passwordHistory } from "./schema.ts";

/** With the present one these are the last five. */
const remembered = 4;

/** A password as its user has it now; null for who signs in by other ways alone. */
export type PresentPassword = { userId: string; passwordHash: string | null; passwordSetAt: number };

/**
 * Refuses a password that is among the user's last five. Each comparison takes a hash, so it comes after
 * the proof that it is them.
 *
 * @throws Problem `VALIDATION_FAILED` naming the field.
 */
export async function requireUnusedPassword(
  deps: UsersDeps,
  present: PresentPassword,
  password: string,
  field: string,
): Promise<void> {
  const earlier = await newestOf(deps, present.userId);
  const hashes = [present.passwordHash, ...earlier.map(({ passwordHash }) => passwordHash)];
  for (const hash of hashes) {
    // One whose key is gone for good can be compared with nothing.
    if (hash === null || !deps.passwords.isReadable(hash)) continue;
    if (await deps.passwords.verify(password, hash)) refusePassword(field, "was used lately; choose another");
  }
}

/** The statements that remember the password which is being replaced, and forget what is older than five. */
export function rememberPassword(
  deps: UsersDeps,
  { userId, passwordHash, passwordSetAt }: PresentPassword,
): Statement[] {
  if (passwordHash === null) return [];
  return [
    deps.db.insert(passwordHistory).values({ userId, setAt: passwordSetAt, passwordHash }),
    deps.db
      .delete(passwordHistory)
      .where(and(eq(passwordHistory.userId, userId), notInArray(passwordHistory.setAt, newestTimes(deps, userId)))),
  ];
}

function newestTimes(deps: UsersDeps, userId: string) {
  return deps.db
    .select({ setAt: passwordHistory.setAt })
    .from(passwordHistory)
    .where(eq(passwordHistory.userId, userId))
    .orderBy(desc(passwordHistory.setAt))
    .limit(remembered);
}

function newestOf(deps: UsersDeps, userId: string) {
  return deps.db
    .select({ passwordHash: passwordHistory.passwordHash })
    .from(passwordHistory)
    .where(eq(passwordHistory.userId, userId))
    .orderBy(desc(passwordHistory.setAt))
    .limit(remembered);
}
