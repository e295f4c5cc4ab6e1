import { and, eq, gt, lt, type SQL, sql } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { commit, GuardFailed, isUniqueViolation, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, endSessions } from "../sessions/index.ts";
import type { User } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";
import { emailChanged, emailChangeRequested } from "./events.ts";
import { tellOwner } from "./notices.ts";
import { findUserContact, requireUser } from "./profile.ts";
import { emailChanges, passwordResets, registrations, users } from "./schema.ts";

export type EmailChange = typeof emailChanges.$inferSelect;
type Proof = { token: string } | { code: string };

const lifetimeMs = 24 * 3600 * 1000;
const maxCodeAttempts = 5;
/** Per user, over all their mails: asking for new codes gives no end of tries. */
const codeLimit = { count: 20, windowSeconds: 3600 };

/**
 * Asks to move to another address, which takes effect when it is verified; a later request replaces an
 * earlier one. It does the same work and answers alike whether or not the address has a user.
 */
export async function requestEmailChange(
  deps: UsersDeps,
  { userId, id: sessionId }: CurrentSession,
  email: string,
): Promise<void> {
  const user = await requireUser(deps, userId);
  const expiresAt = deps.now() + lifetimeMs;
  const values = { email, sessionId, tokenDigest: null, codeMac: null, codeAttempts: 0, expiresAt };
  await commit(deps, [
    deps.db
      .insert(emailChanges)
      .values({ userId, ...values })
      .onConflictDoUpdate({ target: emailChanges.userId, set: values }),
    recordEvent(deps, emailChangeRequested, { userId, expiresAt }),
    tellOwner(deps, userId, "email_change_requested", { newEmail: email }, { email: user.email }),
  ]);
}

/**
 * Redeems what was mailed to the new address, once, by the user who asked for it: it is theirs from now
 * on, and their other sessions end. Being `ADMIN_EMAIL` makes no administrator here; that is for who
 * registers with it.
 *
 * @throws Problem `TOKEN_INVALID` for a wrong, used or old one, and where somebody else has the address by now.
 */
export async function confirmEmailChange(deps: UsersDeps, session: CurrentSession, proof: Proof): Promise<User> {
  const { userId } = session;
  const change =
    "token" in proof
      ? await selectChange(deps, proof.token, eq(emailChanges.userId, userId)).get()
      : await findByCode(deps, userId, proof.code);
  if (!change) throw new Problem("TOKEN_INVALID");
  return applyEmailChange(deps, change, session.id);
}

/**
 * Puts a change in force whose address is proved, once, and ends all sessions but one.
 *
 * @throws Problem `TOKEN_INVALID` where it is over by now, or somebody else has the address.
 */
export async function applyEmailChange(
  deps: UsersDeps,
  change: EmailChange,
  keptSessionId: string | null,
): Promise<User> {
  const { userId } = change;
  try {
    await moveTo(deps, change, keptSessionId);
  } catch (error) {
    if (error instanceof GuardFailed || isUniqueViolation(error, "users.email")) throw new Problem("TOKEN_INVALID");
    throw error;
  }
  deps.rememberedUsers.forget(userId);
  // After the address is in force, or who has no right to it could sign others out; a reaction does it again.
  await endSessions(deps, userId, keptSessionId === null ? {} : { except: keptSessionId });
  return requireUser(deps, userId);
}

/** What a code is bound to: the change that it was mailed for. */
export function codeTextOf({ userId, expiresAt }: Pick<EmailChange, "userId" | "expiresAt">, code: string): string {
  return `${userId}:${expiresAt}:${code}`;
}
export const emailCodePurpose = "email-change-code";

async function moveTo(deps: UsersDeps, change: EmailChange, keptSessionId: string | null): Promise<void> {
  const { userId, email, expiresAt } = change;
  const isThis = and(
    eq(emailChanges.userId, userId),
    eq(emailChanges.email, email),
    eq(emailChanges.expiresAt, expiresAt),
  );
  const user = await findUserContact(deps, userId);
  if (!user) throw new Problem("TOKEN_INVALID");
  await commit(deps, [
    deps.db.delete(emailChanges).where(isThis),
    requireChange(deps),
    deps.db
      .update(users)
      .set({ email, updatedAt: deps.now() })
      .where(and(eq(users.id, userId), eq(users.email, user.email))),
    requireChange(deps),
    // Links that wait in the old mailbox open nothing any more, and nobody else is to become this address.
    deps.db.delete(passwordResets).where(eq(passwordResets.userId, userId)),
    deps.db.delete(registrations).where(eq(registrations.email, email)),
    recordEvent(deps, emailChanged, { userId, keptSessionId }),
    tellOwner(deps, userId, "email_changed", { newEmail: email }, { email: user.email }),
  ]);
}

/** The statement that finds the change of a mailed token; `isTheirs` says of whom, where that matters. */
export function selectChange(deps: UsersDeps, token: string, isTheirs?: SQL) {
  return deps.db
    .select()
    .from(emailChanges)
    .where(and(eq(emailChanges.tokenDigest, digest(token)), gt(emailChanges.expiresAt, deps.now()), isTheirs));
}

/** The statement that counts a try of a code for the changes that are meant, and returns those with tries left. */
export function countCodeTry(deps: UsersDeps, isMeant: SQL) {
  return deps.db
    .update(emailChanges)
    .set({ codeAttempts: sql`${emailChanges.codeAttempts} + 1` })
    .where(and(isMeant, gt(emailChanges.expiresAt, deps.now()), lt(emailChanges.codeAttempts, maxCodeAttempts)))
    .returning();
}

/** Whether a code was mailed for a change; the try has to be counted before. */
export function isCodeOf(deps: UsersDeps, change: EmailChange, code: string): boolean {
  return change.codeMac !== null && deps.keyring.macMatches(emailCodePurpose, codeTextOf(change, code), change.codeMac);
}

/** Counts the try before it looks at the code, so that parallel guesses have no more tries than others. */
async function findByCode(deps: UsersDeps, userId: string, code: string): Promise<EmailChange | undefined> {
  const { ok } = await deps.limiterOf(`email-change:${userId}`).take("CODE", codeLimit);
  if (!ok) return undefined;
  const [change] = await countCodeTry(deps, eq(emailChanges.userId, userId));
  return change && isCodeOf(deps, change, code) ? change : undefined;
}

export async function pruneEmailChanges(deps: UsersDeps): Promise<void> {
  await deps.db.delete(emailChanges).where(lt(emailChanges.expiresAt, deps.now()));
}
