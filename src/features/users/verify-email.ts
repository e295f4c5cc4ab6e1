import { and, eq, gt, lt, sql } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { commit, GuardFailed, isUniqueViolation, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { User } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { applyEmailChange, countCodeTry, type EmailChange, isCodeOf, selectChange } from "./email-change.ts";
import { userRegistered } from "./events.ts";
import { insertIdentity } from "./identities.ts";
import { requireUser } from "./profile.ts";
import { emailChanges, registrations, userRoles, users } from "./schema.ts";
import { newUserRow } from "./user-row.ts";

type Registration = typeof registrations.$inferSelect;

const maxCodeAttempts = 5;
/** Per address, over all its mails: asking for new codes gives no end of tries. */
const codeLimit = { count: 20, windowSeconds: 3600 };
/** What a code is bound to: the registration that it was mailed for. */
export const codePurpose = "verification-code";

/**
 * Redeems what was mailed to an address, once: makes the user who registered with it, or moves the user to it
 * who asked for that; then their sessions end, other than the one that asked.
 *
 * @throws Problem `TOKEN_INVALID` for a wrong, used or old one, `USERNAME_TAKEN` if the name went meanwhile.
 */
export async function verifyEmail(
  deps: UsersDeps,
  proof: { token: string } | { email: string; code: string },
): Promise<User> {
  const { registration, change } =
    "token" in proof ? await findByToken(deps, proof.token) : await findByCode(deps, proof.email, proof.code);
  if (registration) return register(deps, registration);
  if (change) return applyEmailChange(deps, change, change.sessionId);
  throw new Problem("TOKEN_INVALID");
}

type Found = { registration?: Registration | undefined; change?: EmailChange | undefined };

/** Looks for both in one batch, and so takes as long whichever there is. */
async function findByToken(deps: UsersDeps, token: string): Promise<Found> {
  const [[registration], [change]] = await deps.db.batch([
    deps.db
      .select()
      .from(registrations)
      .where(and(eq(registrations.tokenDigest, digest(token)), gt(registrations.expiresAt, deps.now()))),
    selectChange(deps, token),
  ]);
  return { registration, change };
}

/** Counts the try before it looks at the code, so that parallel guesses have no more tries than others. */
async function findByCode(deps: UsersDeps, email: string, code: string): Promise<Found> {
  const { ok } = await deps.limiterOf(`email:${email}`).take("CODE", codeLimit);
  if (!ok) return {};
  const [[registration], changes] = await deps.db.batch([
    deps.db
      .update(registrations)
      .set({ codeAttempts: sql`${registrations.codeAttempts} + 1` })
      .where(
        and(
          eq(registrations.email, email),
          gt(registrations.expiresAt, deps.now()),
          lt(registrations.codeAttempts, maxCodeAttempts),
        ),
      )
      .returning(),
    countCodeTry(deps, eq(emailChanges.email, email)),
  ]);
  const isRegistration =
    registration?.codeMac && deps.keyring.macMatches(codePurpose, `${registration.id}:${code}`, registration.codeMac);
  return isRegistration ? { registration } : { change: changes.find((one) => isCodeOf(deps, one, code)) };
}

async function register(deps: UsersDeps, registration: Registration): Promise<User> {
  try {
    const userId = await createUser(deps, registration);
    return await requireUser(deps, userId);
  } catch (error) {
    const isGone = isUniqueViolation(error, "users.email") || isUniqueViolation(error, "identities.");
    if (isGone || error instanceof GuardFailed) throw new Problem("TOKEN_INVALID");
    if (isUniqueViolation(error, "users.username")) throw new Problem("USERNAME_TAKEN");
    throw error;
  }
}

async function createUser(deps: UsersDeps, registration: Registration): Promise<string> {
  const { id, email, username, displayName, passwordHash, identity } = registration;
  const userId = newId("user");
  const isAdministrator = email === deps.config.ADMIN_EMAIL;
  await commit(deps, [
    deps.db.delete(registrations).where(eq(registrations.id, id)),
    requireChange(deps),
    deps.db.insert(users).values(newUserRow({ id: userId, email, username, displayName, passwordHash }, deps.now())),
    ...(isAdministrator ? [deps.db.insert(userRoles).values({ userId, role: "admin" })] : []),
    ...(identity ? [insertIdentity(deps, userId, identity)] : []),
    recordEvent(deps, userRegistered, { userId }),
  ]);
  return userId;
}
