import { and, eq, isNotNull } from "drizzle-orm";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, endOtherSessions, reauthenticate } from "../sessions/index.ts";
import { setMfaEnabled, tellOwner } from "../users/index.ts";
import { newBackupCodes, removeBackupCodes } from "./backup-codes.ts";
import { removeChallenges } from "./challenges.ts";
import type { MfaEnabled } from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { removeAllMethods } from "./fallback-methods.ts";
import { withProof } from "./proof.ts";
import { totpFactors } from "./schema.ts";
import { removeSentCodes } from "./sent-codes.ts";
import { enableTotp, findTotp, findTotpStep, requireMfaEnabled } from "./totp.ts";

/**
 * Turns two-factor authentication on by a code of the app that was set up. @returns the backup codes, and
 * a token that bears the proof.
 *
 * @throws Problem `WRONG_CREDENTIAL`, `MFA_ALREADY_ENABLED`, `MFA_NOT_ENABLED` where nothing was set up.
 */
export async function enableMfa(deps: MfaDeps, session: CurrentSession, code: string): Promise<MfaEnabled> {
  const { userId } = session;
  const factor = await findTotp(deps, userId);
  if (!factor) throw new Problem("MFA_NOT_ENABLED", "Set up an authenticator app first.");
  if (factor.enabledAt !== null) throw new Problem("MFA_ALREADY_ENABLED");
  const step = await findTotpStep(deps, factor, code);
  if (step === undefined) throw new Problem("WRONG_CREDENTIAL");
  const { codes, statements } = newBackupCodes(deps, userId);
  const hub = deps.sessionHubOf(userId);
  // What stood for a factor while there was none must not stand for this one.
  await hub.forgetRememberedDevices();
  try {
    await commit(deps, [
      ...enableTotp(deps, factor, step),
      ...statements,
      removeChallenges(deps, userId),
      setMfaEnabled(deps, userId, true),
      tellOwner(deps, userId, "mfa_enabled"),
    ]);
  } catch (error) {
    // Somebody else enabled it, or set it up anew, at the same moment.
    throw error instanceof GuardFailed ? new Problem("MFA_ALREADY_ENABLED") : error;
  }
  await hub.forgetRememberedDevices();
  deps.rememberedUsers.forget(userId);
  return { backupCodes: codes, ...(await reauthenticate(deps, session, withProof(session.amr, ["otp", "mfa"]))) };
}

/**
 * Turns two-factor authentication off, with everything that belongs to it, and ends the other sessions
 * and forgets the remembered devices: an account that is weaker from here on begins with one session.
 *
 * @throws Problem `MFA_NOT_ENABLED`.
 */
export async function disableMfa(deps: MfaDeps, session: CurrentSession): Promise<void> {
  const { userId } = session;
  await requireMfaEnabled(deps, userId);
  await cutOff(deps, session);
  try {
    await commit(deps, [
      deps.db.delete(totpFactors).where(and(eq(totpFactors.userId, userId), isNotNull(totpFactors.enabledAt))),
      requireChange(deps),
      removeBackupCodes(deps, userId),
      removeAllMethods(deps, userId),
      removeSentCodes(deps, userId),
      removeChallenges(deps, userId),
      setMfaEnabled(deps, userId, false),
      tellOwner(deps, userId, "mfa_disabled"),
    ]);
  } catch (error) {
    throw error instanceof GuardFailed ? new Problem("MFA_NOT_ENABLED") : error;
  }
  // Once more, for what began in between.
  await cutOff(deps, session);
  deps.rememberedUsers.forget(userId);
}

/** Before the factor goes: so no crash leaves anybody in who no longer has to prove it. */
async function cutOff(deps: MfaDeps, session: CurrentSession): Promise<void> {
  await deps.sessionHubOf(session.userId).forgetRememberedDevices();
  await endOtherSessions(deps, session);
}
