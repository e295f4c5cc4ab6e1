import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { and, eq, lt, or, sql } from "drizzle-orm";
import { decodeBase64Url } from "../../platform/crypto/base64url.ts";
import { commit } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { tellOwner } from "../users/index.ts";
import { challengeMs, openChallenge, takeChallenge } from "./challenges.ts";
import type { AuthenticationResponse, PasskeyAssertion } from "./contract.ts";
import type { PasskeysDeps } from "./deps.ts";
import { isHandleOf, originsOf, refuseFramed, rpIdOf } from "./relying-party.ts";
import { passkeys } from "./schema.ts";

type PasskeyRow = typeof passkeys.$inferSelect;

/**
 * What a browser needs to use a passkey, whosever it is: to sign in, as a second factor, to step up.
 *
 * It names no credentials, whoever asks: all of ours are discoverable, and so nothing tells whether an
 * address has an account, or an account passkeys.
 */
export async function offerLogin(deps: PasskeysDeps) {
  const { id: challengeId, challenge } = await openChallenge(deps, { kind: "login", userId: null });
  const options = await generateAuthenticationOptions({
    rpID: rpIdOf(deps.config),
    challenge: decodeBase64Url(challenge),
    timeout: challengeMs,
    allowCredentials: [],
    userVerification: "preferred",
  });
  return { challengeId, options };
}

/**
 * Checks that somebody holds a passkey now: of anybody's, or of the one user's that is named. A challenge
 * is used up by it, whatever comes of it.
 *
 * @returns whose it is, and whether the device made sure that it is them: only then it is two factors.
 * @throws Problem `INVALID_CREDENTIALS` for whatever is wrong. Where it shows that the passkey was
 *   copied, its owner is told.
 */
export async function verifyPasskey(
  deps: PasskeysDeps,
  { challengeId, response, userId }: PasskeyAssertion & { userId?: string },
): Promise<{ userId: string; passkeyId: string; isUserVerified: boolean }> {
  const challenge = await takeChallenge(deps, challengeId, { kind: "login", userId: null });
  const passkey = await findPasskey(deps, response, userId);
  const proof = challenge && passkey && (await verifySignature(deps, challenge, response, passkey));
  if (!passkey || !proof) throw refusalOf(passkey);
  await noteUse(deps, passkey, proof);
  return { userId: passkey.userId, passkeyId: passkey.id, isUserVerified: proof.userVerified };
}

/** One answer to whatever is wrong; whose passkey it was, only the audit log learns. */
function refusalOf(passkey: PasskeyRow | undefined): Problem {
  return new Problem("INVALID_CREDENTIALS", "The passkey was not accepted.", { concerns: passkey?.userId });
}

async function findPasskey(
  deps: PasskeysDeps,
  { id, response }: AuthenticationResponse,
  userId: string | undefined,
): Promise<PasskeyRow | undefined> {
  const passkey = await deps.db.select().from(passkeys).where(eq(passkeys.credentialId, id)).get();
  if (!passkey || (userId !== undefined && passkey.userId !== userId)) return undefined;
  const handle = response.userHandle ?? undefined;
  return handle === undefined || isHandleOf(passkey.userId, handle) ? passkey : undefined;
}

/** What the library makes of it. It throws at whatever is wrong, malformed or unknown to it. */
async function verifySignature(
  deps: PasskeysDeps,
  challenge: string,
  { response, ...credential }: AuthenticationResponse,
  { credentialId, publicKey }: PasskeyRow,
) {
  const { userHandle: _, ...signed } = response;
  try {
    refuseFramed(signed.clientDataJSON);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...credential, response: signed, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: originsOf(deps.config),
      expectedRPID: rpIdOf(deps.config),
      // The library would look at the count before the signature; `noteUse` does so after it.
      credential: { id: credentialId, publicKey: decodeBase64Url(publicKey), counter: 0 },
      requireUserVerification: false,
    });
    return verified ? authenticationInfo : undefined;
  } catch (error) {
    deps.log.info("a passkey was refused", { reason: String(error).slice(0, 200) });
    return undefined;
  }
}

/**
 * Writes down how often the passkey has signed. A count that does not grow is that of a copy
 * (WebAuthn §6.1.1); synchronised ones do not count, and say 0 for ever.
 */
async function noteUse(
  deps: PasskeysDeps,
  passkey: PasskeyRow,
  { newCounter, credentialBackedUp }: { newCounter: number; credentialBackedUp: boolean },
): Promise<void> {
  const { id, userId, name } = passkey;
  // Guarded in the statement: of two that come with one count at the same moment, one is the copy.
  const grows = or(lt(passkeys.signCount, newCounter), and(eq(passkeys.signCount, 0), sql`${newCounter} = 0`));
  const [used] = await deps.db
    .update(passkeys)
    .set({ signCount: newCounter, isBackedUp: credentialBackedUp, lastUsedAt: deps.now() })
    .where(and(eq(passkeys.id, id), grows))
    .returning({ id: passkeys.id });
  if (used) return;
  const remains = await deps.db.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.id, id)).get();
  if (remains) await commit(deps, [tellOwner(deps, userId, "passkey_cloned", { name })]);
  throw refusalOf(passkey);
}
