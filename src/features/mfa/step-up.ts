import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, reauthenticate } from "../sessions/index.ts";
import { verifyPasswordOf, takeGuess } from "../users/index.ts";
import { notOffered } from "./challenges.ts";
import type { FactorMethod, FreshToken, SentMethod, StepUp } from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { recipientOf } from "./fallback-methods.ts";
import { withProof } from "./proof.ts";
import { proveFactor } from "./prove-factor.ts";
import { stepUpMethodsOf } from "./second-factors.ts";
import { sendCode } from "./sent-codes.ts";

/** Codes for one session step up no other. */
const purposeOf = (session: CurrentSession) => `step-up:${session.id}`;

/**
 * Takes a fresh proof of who is signed in. @returns a token that bears it.
 *
 * @throws Problem `WRONG_CREDENTIAL`, `ACCOUNT_LOCKED`; `STEP_UP_REQUIRED` with the `methods` for a
 * password where the account has a second factor.
 */
export async function stepUp(deps: MfaDeps, session: CurrentSession, proof: StepUp): Promise<FreshToken> {
  const { methods, hasSecondFactor } = await stepUpMethodsOf(deps, session.userId);
  if ("password" in proof && hasSecondFactor) throw new Problem("STEP_UP_REQUIRED", undefined, { methods });
  const proved =
    "password" in proof
      ? await provePassword(deps, session, proof.password)
      : await proveOffered(deps, session, { ...proof, code: methods.includes(proof.method) ? proof.code : "" });
  if (!proved) throw new Problem("WRONG_CREDENTIAL");
  const amr = hasSecondFactor ? [...proved, "mfa"] : proved;
  return reauthenticate(deps, session, withProof(session.amr, amr));
}

/** @throws Problem `RATE_LIMITED`, `VALIDATION_FAILED` for a method that the account does not have. */
export async function sendStepUpCode(deps: MfaDeps, session: CurrentSession, method: SentMethod): Promise<void> {
  const { methods } = await stepUpMethodsOf(deps, session.userId);
  const to = methods.includes(method) ? await recipientOf(deps, session.userId, method) : undefined;
  if (!to) throw notOffered();
  await sendCode(deps, { userId: session.userId, purpose: `${purposeOf(session)}:${method}` }, to);
}

/** Whether a password may be tried is decided before it is hashed. */
async function provePassword(deps: MfaDeps, { userId }: CurrentSession, password: string) {
  const guess = await takeGuess(deps, userId, "factor");
  if (!(await verifyPasswordOf(deps, userId, password))) {
    await guess.keep();
    return undefined;
  }
  await guess.giveBack();
  return ["pwd"];
}

async function proveOffered(
  deps: MfaDeps,
  session: CurrentSession,
  { method, code }: { method: FactorMethod; code: string },
): Promise<string[] | undefined> {
  return proveFactor(deps, { userId: session.userId, method, code, purpose: purposeOf(session) });
}
