import { Problem } from "../../platform/http/problem.ts";
import { redeemChallenge } from "../mfa/index.ts";
import type { FactorMethod } from "../mfa/contract.ts";
import { verifyPasskey } from "../passkeys/index.ts";
import type { PasskeyAssertion } from "../passkeys/contract.ts";
import { clearFailures, openGate } from "../security/index.ts";
import {
  endSession,
  endSessions,
  knownDeviceOf,
  type Origin,
  readRefreshToken,
  refreshSession,
} from "../sessions/index.ts";
import {
  findUserByPassword,
  findUserIdByEmail,
  isPasswordTooOld,
  requestPasswordReset,
  requireUser,
  requireUserWithPasswordTime,
  verifyEmail,
} from "../users/index.ts";
import { admit, type Admitted, admitProved, type Newcomer, type SignedIn } from "./admission.ts";
import type { SignInDeps } from "./deps.ts";
import { countingFailures } from "./sign-in-metrics.ts";

/** What somebody was admitted to, and who it is. */
type AdmittedUser = Admitted & { userId: string };

type PasswordLogin = { email: string; password: string };
type Proof = { challengeToken: string; method: FactorMethod; code: string; rememberDevice: boolean };

/**
 * Signs in by password. Whether the address is locked is decided before anything is hashed.
 *
 * @throws Problem `INVALID_CREDENTIALS`: unknown, unverified or wrong, all alike; `ACCOUNT_LOCKED`;
 * `PASSWORD_EXPIRED` for a right one that is too old (a link to set another is on its way).
 */
export function signIn(deps: SignInDeps, input: PasswordLogin, origin: Origin): Promise<AdmittedUser> {
  return countingFailures("password", deps, () => tryPassword(deps, input, origin));
}

async function tryPassword(deps: SignInDeps, input: PasswordLogin, origin: Origin): Promise<AdmittedUser> {
  const userId = await findUserIdByEmail(deps, input.email);
  const device = userId === null ? null : await knownDeviceOf(deps, userId, origin.deviceToken);
  const gate = await openGate(deps, input.email, device?.id ?? null);
  const found = await findUserByPassword(deps, input.email, input.password).catch(async (error: unknown) => {
    // It was not looked at, and so is neither right nor wrong.
    await gate.abandon();
    throw error;
  });
  await gate.settle(found !== undefined);
  if (!found) throw new Problem("INVALID_CREDENTIALS", undefined, { concerns: userId ?? undefined });
  if (isPasswordTooOld(deps, found.passwordSetAt)) {
    await requestPasswordReset(deps, input.email);
    throw new Problem("PASSWORD_EXPIRED", undefined, { concerns: userId ?? undefined });
  }
  return admitUser(deps, { ...found, origin, amr: ["pwd"], failuresBefore: gate.failuresBefore });
}

/** Verifies an address and signs its new user in. @throws Problem `TOKEN_INVALID`, `USERNAME_TAKEN`. */
export async function signInByVerification(
  deps: SignInDeps,
  proof: { token: string } | { email: string; code: string },
  origin: Origin,
): Promise<AdmittedUser> {
  const { id } = await verifyEmail(deps, proof);
  return admitUser(deps, { ...(await requireUserWithPasswordTime(deps, id)), origin, amr: ["otp"] });
}

/**
 * Signs in by passkey alone. With user verification it is two factors in one; without, one is still due
 * where the account has a second.
 *
 * @throws Problem `INVALID_CREDENTIALS`.
 */
export function signInByPasskey(deps: SignInDeps, assertion: PasskeyAssertion, origin: Origin): Promise<AdmittedUser> {
  return countingFailures("passkey", deps, () => tryPasskey(deps, assertion, origin));
}

async function tryPasskey(deps: SignInDeps, assertion: PasskeyAssertion, origin: Origin): Promise<AdmittedUser> {
  const { userId, isUserVerified } = await verifyPasskey(deps, assertion);
  const found = await requireUserWithPasswordTime(deps, userId);
  await clearFailures(deps, found.user.email);
  const amr = isUserVerified ? ["hwk", "user", "mfa"] : ["hwk"];
  return admitUser(deps, { ...found, origin, amr });
}

async function admitUser(deps: SignInDeps, newcomer: Newcomer): Promise<AdmittedUser> {
  return { userId: newcomer.user.id, ...(await admit(deps, newcomer)) };
}

/**
 * Goes on with a sign-in whose second factor is proved now.
 *
 * @throws Problem `CHALLENGE_EXPIRED`, `INVALID_CREDENTIALS`, `ACCOUNT_LOCKED`.
 */
export function signInByFactor(deps: SignInDeps, proof: Proof, origin: Origin): Promise<SignedIn> {
  return countingFailures("second_factor", deps, () => tryFactor(deps, proof, origin));
}

async function tryFactor(deps: SignInDeps, proof: Proof, origin: Origin): Promise<SignedIn> {
  const { userId, amr, passwordSetAt, deviceName } = await redeemChallenge(deps, proof);
  const user = await requireUser(deps, userId);
  const device = { ...origin.device, name: origin.device.name ?? deviceName };
  const newcomer = { user, passwordSetAt, origin: { ...origin, device }, amr };
  return admitProved(deps, newcomer, proof.rememberDevice);
}

/** The same for who has lost their factors: whoever has them now is not to go on beside the owner. */
export async function recover(
  deps: SignInDeps,
  proof: { challengeToken: string; code: string },
  origin: Origin,
): Promise<SignedIn> {
  const signedIn = await signInByFactor(deps, { ...proof, method: "backup_code", rememberDevice: false }, origin);
  await endSessions(deps, signedIn.user.id, { except: signedIn.session.id });
  return signedIn;
}

/** @throws Problem `UNAUTHENTICATED` for what is no token of ours, `SESSION_EXPIRED` for one that is over. */
export async function refresh(deps: SignInDeps, refreshToken: string | undefined) {
  if (refreshToken === undefined) throw new Problem("UNAUTHENTICATED");
  return refreshSession(deps, refreshToken, async (userId) => (await requireUser(deps, userId)).permissions);
}

/** Ends the session that a refresh token belongs to; one that is over already is fine. @returns whose it was. */
export async function signOut(deps: SignInDeps, refreshToken: string): Promise<string> {
  const parts = readRefreshToken(deps.keyring, refreshToken);
  if (!parts) throw new Problem("UNAUTHENTICATED");
  await endIfLive(deps, parts);
  return parts.userId;
}

/** Ends a session; somebody else may have done so at the same moment. */
export async function endIfLive(deps: SignInDeps, session: { userId: string; sessionId: string }): Promise<void> {
  await endSession(deps, session).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === "NOT_FOUND")) throw error;
  });
}
