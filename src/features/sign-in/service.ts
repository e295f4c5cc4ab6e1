import { Problem } from "../../platform/http/problem.ts";
import { endSession, openSession, readRefreshToken, refreshSession } from "../sessions/index.ts";
import type { NewSession } from "../sessions/index.ts";
import { findUserByPassword, isPasswordOf, requireUser, type UsersDeps, verifyEmail } from "../users/index.ts";
import type { User } from "../users/contract.ts";
import type { LoginResult } from "./contract.ts";

/** Where a sign-in comes from, as the request shows it. */
export type Origin = Pick<NewSession, "device" | "ip" | "location"> & { deviceToken?: string | undefined };

export type SignedIn = LoginResult & { refreshToken: string; deviceToken: string };

/** @throws Problem `INVALID_CREDENTIALS`: unknown, unverified or wrong, all alike. */
export async function signIn(
  deps: UsersDeps,
  input: { email: string; password: string },
  origin: Origin,
): Promise<SignedIn> {
  const found = await findUserByPassword(deps, input.email, input.password);
  if (!found) throw new Problem("INVALID_CREDENTIALS");
  const { user, passwordSetAt } = found;
  const signedIn = await admit(deps, user, origin, ["pwd"]);
  if (await isPasswordOf(deps, user.id, passwordSetAt)) return signedIn;
  // The password was changed while this sign-in was under way, after all sessions had been ended.
  await endSession(deps, { userId: user.id, sessionId: signedIn.session.id });
  throw new Problem("INVALID_CREDENTIALS");
}

/** Verifies an address and signs its new user in. @throws Problem `TOKEN_INVALID`, `USERNAME_TAKEN`. */
export async function signInByVerification(
  deps: UsersDeps,
  proof: { token: string } | { email: string; code: string },
  origin: Origin,
): Promise<SignedIn> {
  return admit(deps, await verifyEmail(deps, proof), origin, ["otp"]);
}

/** @throws Problem `UNAUTHENTICATED` for what is no token of ours, `SESSION_EXPIRED` for one that is over. */
export async function refresh(deps: UsersDeps, refreshToken: string | undefined) {
  if (refreshToken === undefined) throw new Problem("UNAUTHENTICATED");
  return refreshSession(deps, refreshToken, async (userId) => (await requireUser(deps, userId)).permissions);
}

/** Ends the session that a refresh token belongs to; one that is over already is fine. */
export async function signOut(deps: UsersDeps, refreshToken: string): Promise<void> {
  const parts = readRefreshToken(deps.keyring, refreshToken);
  if (!parts) throw new Problem("UNAUTHENTICATED");
  await endSession(deps, parts).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === "NOT_FOUND")) throw error;
  });
}

async function admit(deps: UsersDeps, user: User, origin: Origin, amr: string[]): Promise<SignedIn> {
  const grant = await openSession(deps, { ...origin, userId: user.id, permissions: user.permissions, amr });
  return { user, ...grant };
}
