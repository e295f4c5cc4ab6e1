import { commit, GuardFailed, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { PasskeyAssertion } from "../passkeys/contract.ts";
import { verifyPasskey } from "../passkeys/index.ts";
import { redeemBackupCode } from "./backup-codes.ts";
import type { FactorMethod } from "./contract.ts";
import { takeGuess } from "../users/index.ts";
import type { MfaDeps } from "./deps.ts";
import { redeemSentCode } from "./sent-codes.ts";
import { claimTotpStep, findTotp, findTotpStep } from "./totp.ts";

/** One try to prove a factor, for something: a challenge, a step-up. */
export type Attempt = {
  userId: string;
  method: FactorMethod;
  code: string;
  /** What codes that were sent must have been sent for. */
  purpose: string;
};

/**
 * The code is right, shows this (RFC 8176), and these statements use it up: as a batch they fail where it
 * has been used.
 */
type Right = { verdict: "right"; amr: string[]; statements: Statement[] };
type Verdict = Right | { verdict: "used" } | { verdict: "wrong" };

/**
 * Checks a code and uses it up, in one batch with what it is used for. Wrong ones count against the
 * account's budget; a right one that was used already does not, for it is no guess.
 *
 * @returns what was proved (RFC 8176), or nothing: wrong, used, or what it was for is gone.
 * @throws Problem `ACCOUNT_LOCKED`.
 */
export async function proveFactor(
  deps: MfaDeps,
  attempt: Attempt,
  alongside: Statement[] = [],
): Promise<string[] | undefined> {
  const guess = await takeGuess(deps, attempt.userId, "factor");
  const outcome = await judge(deps, attempt);
  if (outcome.verdict === "wrong") {
    await guess.keep();
    return undefined;
  }
  await guess.giveBack();
  if (outcome.verdict === "used") return undefined;
  try {
    await commit(deps, [...alongside, ...outcome.statements]);
  } catch (error) {
    if (error instanceof GuardFailed) return undefined;
    throw error;
  }
  return outcome.amr;
}

async function judge(deps: MfaDeps, attempt: Attempt): Promise<Verdict> {
  const { userId, method, code } = attempt;
  switch (method) {
    case "totp":
      return judgeTotp(deps, userId, code.replaceAll(/[\s-]/g, ""));
    case "passkey":
      return judgePasskey(deps, userId, code);
    case "email":
    case "sms": {
      const purpose = `${attempt.purpose}:${method}`;
      return rightIf(await redeemSentCode(deps, { userId, purpose }, code.replaceAll(/[\s-]/g, "")), method);
    }
    case "backup_code":
      return rightIf(await redeemBackupCode(deps, userId, code), method);
  }
}

async function judgeTotp(deps: MfaDeps, userId: string, code: string): Promise<Verdict> {
  const factor = await findTotp(deps, userId);
  if (!factor || factor.enabledAt === null) return { verdict: "wrong" };
  const step = await findTotpStep(deps, factor, code);
  if (step === undefined) return { verdict: "wrong" };
  if (step <= factor.lastStep) return { verdict: "used" };
  return { verdict: "right", amr: ["otp"], statements: claimTotpStep(deps, factor, step) };
}

/** A passkey's own challenge is used up by the check. Alone it is two factors if the device knew its user. */
async function judgePasskey(deps: MfaDeps, userId: string, code: string): Promise<Verdict> {
  const assertion = PasskeyAssertion.safeParse(parseJson(code));
  if (!assertion.success) return { verdict: "wrong" };
  try {
    const { isUserVerified } = await verifyPasskey(deps, { ...assertion.data, userId });
    return { verdict: "right", amr: isUserVerified ? ["hwk", "mfa"] : ["hwk"], statements: [] };
  } catch (error) {
    if (error instanceof Problem && error.code === "INVALID_CREDENTIALS") return { verdict: "wrong" };
    throw error;
  }
}

function rightIf(statements: Statement[] | undefined, method: "email" | "sms" | "backup_code"): Verdict {
  if (!statements) return { verdict: "wrong" };
  return { verdict: "right", amr: [method === "sms" ? "sms" : "otp"], statements };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
