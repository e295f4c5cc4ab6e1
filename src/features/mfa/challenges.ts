import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { digest } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import { requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { isPasswordOf } from "../users/index.ts";
import type { FactorMethod, SentMethod } from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { recipientOf } from "./fallback-methods.ts";
import { withProof } from "./proof.ts";
import { proveFactor } from "./prove-factor.ts";
import { challenges } from "./schema.ts";
import { sendCode } from "./sent-codes.ts";

type Challenge = typeof challenges.$inferSelect;

const lifetimeMs = 10 * 60 * 1000;
const maxWrongCodes = 5;

/** What the first step of a sign-in knew, for the second. */
export type ProvedHalf = { userId: string; amr: string[]; passwordSetAt: number; deviceName: string | null };

/**
 * Keeps a sign-in until its second factor is proved. The token is worth nothing but that.
 *
 * @returns it, and the methods that it offers: of those given, all that are not the first factor again.
 */
export async function createChallenge(
  deps: MfaDeps,
  half: ProvedHalf & { methods: FactorMethod[] },
): Promise<{ challengeToken: string; methods: FactorMethod[] }> {
  const challengeToken = newSecret();
  const createdAt = deps.now();
  const methods = half.methods.filter((method) => method !== "passkey" || !half.amr.includes("hwk"));
  await deps.db.insert(challenges).values({
    ...half,
    methods,
    id: newId("chal"),
    tokenDigest: digest(challengeToken),
    createdAt,
    expiresAt: createdAt + lifetimeMs,
  });
  return { challengeToken, methods };
}

/**
 * Proves the second factor of a sign-in, once. @returns what the sign-in may go on with.
 *
 * @throws Problem `CHALLENGE_EXPIRED` for one that is unknown, old, used or void after five wrong codes,
 * or whose password was changed; `INVALID_CREDENTIALS` for a wrong code; `ACCOUNT_LOCKED`.
 */
export async function redeemChallenge(
  deps: MfaDeps,
  { challengeToken, method, code }: { challengeToken: string; method: FactorMethod; code: string },
): Promise<ProvedHalf> {
  const challenge = await claimTry(deps, digest(challengeToken));
  if (!challenge) throw new Problem("CHALLENGE_EXPIRED");
  const { id, userId, amr, passwordSetAt, deviceName } = challenge;
  if (!(await isPasswordOf(deps, userId, passwordSetAt))) throw new Problem("CHALLENGE_EXPIRED");
  const isOffered = challenge.methods.includes(method);
  const attempt = { userId, method, code: isOffered ? code : "", purpose: purposeOf(challenge) };
  const proved = await proveFactor(deps, attempt, useUp(deps, id));
  if (!proved) throw await refusal(deps, challenge);
  return { userId, amr: withProof(amr, [...proved, "mfa"]), passwordSetAt, deviceName };
}

/**
 * Sends a code for a challenge, by a method that it offers.
 *
 * @throws Problem `CHALLENGE_EXPIRED`, `RATE_LIMITED`, `VALIDATION_FAILED` for a method that it does not offer.
 */
export async function sendChallengeCode(
  deps: MfaDeps,
  { challengeToken, method }: { challengeToken: string; method: SentMethod },
): Promise<{ userId: string }> {
  const challenge = await deps.db
    .select()
    .from(challenges)
    .where(isOpen(deps, digest(challengeToken)))
    .get();
  if (!challenge) throw new Problem("CHALLENGE_EXPIRED");
  const { userId } = challenge;
  const to = challenge.methods.includes(method) ? await recipientOf(deps, userId, method) : undefined;
  if (!to) throw notOffered();
  await sendCode(deps, { userId, purpose: `${purposeOf(challenge)}:${method}` }, to);
  return { userId };
}

export function notOffered(): Problem {
  const errors = [{ path: "method", message: "is not offered" }];
  return new Problem("VALIDATION_FAILED", undefined, { errors });
}

export function removeChallenges(deps: MfaDeps, userId: string): Statement {
  return deps.db.delete(challenges).where(eq(challenges.userId, userId));
}

export async function pruneChallenges(deps: MfaDeps): Promise<void> {
  await deps.db.delete(challenges).where(lt(challenges.expiresAt, deps.now()));
}

function purposeOf({ id }: Challenge): string {
  return `challenge:${id}`;
}

/** Counts the try before the code is looked at, so that parallel guesses have no more than others. */
async function claimTry(deps: MfaDeps, tokenDigest: string): Promise<Challenge | undefined> {
  const [challenge] = await deps.db
    .update(challenges)
    .set({ wrongCodes: sql`${challenges.wrongCodes} + 1` })
    .where(isOpen(deps, tokenDigest))
    .returning();
  return challenge;
}

function isOpen(deps: MfaDeps, tokenDigest: string) {
  return and(
    eq(challenges.tokenDigest, tokenDigest),
    isNull(challenges.usedAt),
    gt(challenges.expiresAt, deps.now()),
    lt(challenges.wrongCodes, maxWrongCodes),
  );
}

/** A challenge is used up in the batch that uses up its code: neither goes without the other. */
function useUp(deps: MfaDeps, id: string): Statement[] {
  return [
    deps.db
      .update(challenges)
      .set({ usedAt: deps.now() })
      .where(and(eq(challenges.id, id), isNull(challenges.usedAt))),
    requireChange(deps),
  ];
}

/** Who lost against another of the same challenge has no wrong code. */
async function refusal(deps: MfaDeps, { id, userId }: Challenge): Promise<Problem> {
  const row = await deps.db.select({ usedAt: challenges.usedAt }).from(challenges).where(eq(challenges.id, id)).get();
  return row?.usedAt === null
    ? new Problem("INVALID_CREDENTIALS", "The code is wrong.", { concerns: userId })
    : new Problem("CHALLENGE_EXPIRED", undefined, { concerns: userId });
}
