import { commit } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import type { UsersDeps } from "./deps.ts";
import { tellOwner } from "./notices.ts";

const name = "WRONG_GUESS";
const limit = { count: 20, windowSeconds: 3600 };
const refusals = {
  factor: "Too many wrong codes; the second factor is locked for a while.",
  password: "Too many wrong passwords; changing it is locked for a while.",
};

/** One guess of a user's budget: counted before it is looked at, so that parallel guesses count. */
export type Guess = {
  /** It was no wrong guess. */
  giveBack(): Promise<void>;
  /** It was one; the owner is told when it was the last that there was. */
  keep(): Promise<void>;
};

/**
 * Takes one of the twenty wrong codes, or passwords, that an account has in an hour: over all challenges,
 * factors and sessions, so that nothing is found by beginning again and again (ASVS 6.6.3).
 *
 * @throws Problem `ACCOUNT_LOCKED` with `Retry-After`.
 */
export async function takeGuess(deps: UsersDeps, userId: string, at: keyof typeof refusals): Promise<Guess> {
  const limiter = deps.limiterOf(`${at}:${userId}`);
  const { ok, remaining, resetSeconds } = await limiter.take(name, limit);
  if (!ok) {
    const headers = { "retry-after": String(resetSeconds) };
    throw new Problem("ACCOUNT_LOCKED", refusals[at], { headers, concerns: userId });
  }
  return {
    giveBack: () => limiter.giveBack(name),
    keep: async () => {
      if (remaining === 0) await commit(deps, [tellOwner(deps, userId, "account_locked")]);
    },
  };
}
