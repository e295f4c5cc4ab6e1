import { digest } from "../../platform/crypto/digest.ts";
import { commit } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { Problem } from "../../platform/http/problem.ts";
import { findUserIdByEmail } from "../users/index.ts";
import type { SecurityDeps } from "./deps.ts";
import { signInLocked } from "./events.ts";

/** One try at a password, let through. Whoever opened it says how it went, also when it failed. */
export type Gate = {
  /** The failures in a row before it. */
  failuresBefore: number;
  settle(succeeded: boolean): Promise<void>;
  /** It came to nothing: neither right nor wrong. */
  abandon(): Promise<void>;
};

const lockName = "SIGN_IN";

/**
 * Lets somebody try a password, before anything is hashed. Strangers to an address share one lock, whether
 * or not it has a user; a device known to its user has its own, so that nobody can lock the owner out.
 *
 * @param deviceKey names the device, where it is known to belong to the address's user.
 * @throws Problem `ACCOUNT_LOCKED` with `Retry-After`.
 */
export async function openGate(deps: SecurityDeps, email: string, deviceKey: string | null): Promise<Gate> {
  const lock = deps.failureLockOf(deviceKey === null ? accountKey(email) : `device:${digest(deviceKey)}`);
  const state = await lock.beginAttempt(lockName);
  if (!state.ok) {
    const headers = { "retry-after": String(state.retryAfterSeconds) };
    throw new Problem("ACCOUNT_LOCKED", `Try again in ${state.retryAfterSeconds} s.`, { headers });
  }
  return {
    failuresBefore: state.failures,
    async settle(succeeded) {
      const { hasClosed } = await lock.endAttempt(lockName, succeeded);
      if (succeeded && deviceKey !== null) await clearFailures(deps, email);
      if (hasClosed) await tellOfLock(deps, email);
    },
    abandon: () => lock.abandonAttempt(lockName),
  };
}

/** Opens the lock of an address whose user has proved themselves in another way: a passkey, a reset. */
export async function clearFailures(deps: Pick<SecurityDeps, "failureLockOf">, email: string): Promise<void> {
  await deps.failureLockOf(accountKey(email)).clearFailures(lockName);
}

/** The same work whether or not the address has a user. */
async function tellOfLock(deps: SecurityDeps, email: string): Promise<void> {
  const userId = await findUserIdByEmail(deps, email);
  await commit(deps, [recordEvent(deps, signInLocked, { userId })]);
}

function accountKey(email: string): string {
  return `account:${digest(email)}`;
}
