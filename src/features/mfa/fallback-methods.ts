import { and, eq } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { requireUser, tellOwner } from "../users/index.ts";
import type { SentMethod } from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { challenges, fallbackMethods } from "./schema.ts";
import { type CodePurpose, redeemSentCode, type Recipient, removeSentCodes, sendCode } from "./sent-codes.ts";
import { guardMfaEnabled, requireMfaEnabled } from "./totp.ts";

/** What a number is sealed for: it opens for no other user. */
const purposeOf = (userId: string) => `phone:${userId}`;

/** Lets codes be mailed to the user's address. @throws Problem `MFA_NOT_ENABLED`. */
export async function addEmailMethod(deps: MfaDeps, userId: string): Promise<void> {
  await requireMfaEnabled(deps, userId);
  const known = await findMethod(deps, userId, "email");
  if (!known) await addMethod(deps, { userId, method: "email", enabledAt: deps.now() });
}

/**
 * Lets codes be sent to a phone: the first call sends one to it, the second proves by it that the number
 * is theirs. A number from before stays until then.
 *
 * @throws Problem `MFA_NOT_ENABLED`, `CONFLICT` where nothing can be sent, `RATE_LIMITED`, `WRONG_CREDENTIAL`.
 */
export async function addSmsMethod(
  deps: MfaDeps,
  userId: string,
  { phone, code }: { phone: string; code?: string | undefined },
): Promise<"sent" | "added"> {
  await requireMfaEnabled(deps, userId);
  if (!canSendSms(deps)) throw new Problem("CONFLICT", "No SMS can be sent from here.");
  const proof: CodePurpose = { userId, purpose: purposeOf(userId), boundTo: phone };
  if (code === undefined) {
    await sendCode(deps, proof, { method: "sms", phone });
    return "sent";
  }
  const statements = await redeemSentCode(deps, proof, code);
  if (!statements) throw new Problem("WRONG_CREDENTIAL");
  const sealedPhone = deps.keyring.seal(purposeOf(userId), phone);
  await addMethod(deps, { userId, method: "sms", sealedPhone, enabledAt: deps.now() }, statements);
  return "added";
}

async function addMethod(
  deps: MfaDeps,
  row: typeof fallbackMethods.$inferInsert,
  alongside: Statement[] = [],
): Promise<void> {
  const { userId, method, sealedPhone = null, enabledAt } = row;
  try {
    await commit(deps, [
      ...alongside,
      ...guardMfaEnabled(deps, userId),
      deps.db
        .insert(fallbackMethods)
        .values(row)
        .onConflictDoUpdate({
          target: [fallbackMethods.userId, fallbackMethods.method],
          set: { sealedPhone, enabledAt },
        }),
      tellOwner(deps, userId, "mfa_method_added", { method }),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
    await requireMfaEnabled(deps, userId);
    throw new Problem("WRONG_CREDENTIAL");
  }
}

/** One that is not there is fine. @throws Problem `MFA_NOT_ENABLED`. */
export async function removeMethod(deps: MfaDeps, userId: string, method: SentMethod): Promise<void> {
  await requireMfaEnabled(deps, userId);
  try {
    await commit(deps, [
      deps.db.delete(fallbackMethods).where(isMethod(userId, method)),
      requireChange(deps),
      // A code that was sent already would still prove it, and a sign-in that waits would still send one.
      removeSentCodes(deps, userId),
      deps.db.delete(challenges).where(eq(challenges.userId, userId)),
      tellOwner(deps, userId, "mfa_method_removed", { method }),
    ]);
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error;
  }
}

export function removeAllMethods(deps: MfaDeps, userId: string): Statement {
  return deps.db.delete(fallbackMethods).where(eq(fallbackMethods.userId, userId));
}

/** The fallbacks that a user has turned on and that work here. */
export async function listMethods(deps: MfaDeps, userId: string): Promise<SentMethod[]> {
  const rows = await deps.db
    .select({ method: fallbackMethods.method })
    .from(fallbackMethods)
    .where(eq(fallbackMethods.userId, userId));
  return rows.map(({ method }) => method).filter((method) => method === "email" || canSendSms(deps));
}

/** Where a user's codes go by this method. */
export async function recipientOf(deps: MfaDeps, userId: string, method: SentMethod): Promise<Recipient | undefined> {
  if (method === "email") return { method, email: (await requireUser(deps, userId)).email };
  const phone = await findPhone(deps, userId);
  return phone === undefined ? undefined : { method, phone };
}

/** The phone number that a user has proved to be theirs. */
export async function findPhone(deps: Pick<MfaDeps, "db" | "keyring">, userId: string): Promise<string | undefined> {
  const row = await findMethod(deps, userId, "sms");
  return row?.sealedPhone ? deps.keyring.open(purposeOf(userId), row.sealedPhone) : undefined;
}

/** Whether any provider takes text messages: with none, the method is neither offered nor added. */
function canSendSms(deps: MfaDeps): boolean {
  return deps.smsProviders.length > 0;
}

async function findMethod(deps: Pick<MfaDeps, "db">, userId: string, method: SentMethod) {
  return deps.db.select().from(fallbackMethods).where(isMethod(userId, method)).get();
}

function isMethod(userId: string, method: SentMethod) {
  return and(eq(fallbackMethods.userId, userId), eq(fallbackMethods.method, method));
}
