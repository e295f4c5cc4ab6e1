import { Problem } from "../../platform/http/problem.ts";
import { commit } from "../../platform/db/database.ts";
import type { FactorMethod } from "../mfa/contract.ts";
import { createChallenge, findSecondFactors } from "../mfa/index.ts";
import { type Assessment, assessSignIn, tellOfSignIn } from "../security/index.ts";
import { endSession, knownDeviceOf, openSession, type Origin } from "../sessions/index.ts";
import { findGrants, isPasswordOf } from "../users/index.ts";
import type { User } from "../users/contract.ts";
import type { Challenge, LoginResult } from "./contract.ts";
import type { SignInDeps } from "./deps.ts";
import { countSignIn } from "./sign-in-metrics.ts";

/** A session just begun, with the tokens that act for it. */
export type SignedIn = LoginResult & { refreshToken: string; deviceToken: string };

/** Somebody who has proved who they are, in a first step or a whole one. */
export type Newcomer = {
  user: User;
  /** When the password was set that was theirs at that time: a change of it meanwhile ends what begins here. */
  passwordSetAt: number;
  origin: Origin;
  /** What they proved it by (RFC 8176). */
  amr: string[];
  /** Sign-ins that failed for this address since the last that did not. */
  failuresBefore?: number;
};

export type Admitted = { assessment: Assessment } & (
  | { kind: "signed-in"; signedIn: SignedIn }
  | { kind: "challenge"; challenge: Challenge }
);

/**
 * Lets somebody in who has proved who they are, whichever way they came: asks for the second factor where
 * one is due, and otherwise begins the session.
 *
 * @throws Problem `INVALID_CREDENTIALS` when the sign-in is too suspicious, or the password was changed meanwhile.
 */
export async function admit(deps: SignInDeps, newcomer: Newcomer): Promise<Admitted> {
  const { user, origin, amr, passwordSetAt } = newcomer;
  const device = await knownDeviceOf(deps, user.id, origin.deviceToken);
  const assessment = await assess(deps, newcomer, device !== null);
  if (assessment.decision === "block") {
    await commit(deps, tellOfSignIn(deps, user.id, assessment, origin));
    throw new Problem("INVALID_CREDENTIALS", undefined, { concerns: user.id });
  }
  const methods = await methodsDue(deps, newcomer, assessment, device?.isRemembered ?? false);
  if (methods.length === 0) return { kind: "signed-in", assessment, signedIn: await begin(deps, newcomer, assessment) };
  const half = { userId: user.id, amr, passwordSetAt, deviceName: origin.device.name };
  return {
    kind: "challenge",
    assessment,
    challenge: { mfaRequired: true, ...(await createChallenge(deps, { ...half, methods })) },
  };
}

/** Begins the session of somebody whose second factor is proved. */
export async function admitProved(deps: SignInDeps, newcomer: Newcomer, rememberDevice: boolean): Promise<SignedIn> {
  const device = await knownDeviceOf(deps, newcomer.user.id, newcomer.origin.deviceToken);
  // Only what was asked for as a second factor may be replaced by a device.
  const isFactor = rememberDevice && (await findSecondFactors(deps, newcomer.user.id)).length > 0;
  return begin(deps, newcomer, await assess(deps, newcomer, device !== null), isFactor);
}

async function assess(deps: SignInDeps, newcomer: Newcomer, isKnownDevice: boolean): Promise<Assessment> {
  const { ip, location } = newcomer.origin;
  const history = await deps.sessionHubOf(newcomer.user.id).signInHistory();
  const { failuresBefore = 0 } = newcomer;
  return assessSignIn(deps, { ip, location, isKnownDevice, failuresBefore, history });
}

/** The methods of which one has to be proved yet; none where that is done, or a remembered device stands for it. */
async function methodsDue(
  deps: SignInDeps,
  { user, amr }: Newcomer,
  { decision }: Assessment,
  isRemembered: boolean,
): Promise<FactorMethod[]> {
  if (amr.includes("mfa")) return [];
  const isDoubtful = decision === "second_factor";
  const methods = await findSecondFactors(deps, user.id);
  if (methods.length > 0) return isRemembered && !isDoubtful ? [] : methods;
  // Without a second factor, the mailbox is one; whoever comes out of it has shown it already.
  return isDoubtful && !amr.includes("otp") ? ["email"] : [];
}

async function begin(
  deps: SignInDeps,
  newcomer: Newcomer,
  assessment: Assessment,
  rememberDevice = false,
): Promise<SignedIn> {
  const { user, passwordSetAt, origin, amr } = newcomer;
  const grants = await findGrants(deps, user.id);
  const grant = await openSession(deps, { userId: user.id, grants, origin, amr, rememberDevice });
  if (!(await isPasswordOf(deps, user.id, passwordSetAt))) {
    // The password was changed while this sign-in was under way, after all sessions had been ended.
    await endSession(deps, { userId: user.id, sessionId: grant.session.id });
    if (rememberDevice) await deps.sessionHubOf(user.id).forgetRememberedDevices();
    throw new Problem("INVALID_CREDENTIALS");
  }
  await commit(deps, tellOfSignIn(deps, user.id, assessment, origin));
  countSignIn(amr, deps.now());
  return { user, ...grant };
}
