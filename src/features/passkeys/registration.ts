import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject, isoBase64URL } from "@simplewebauthn/server/helpers";
import { and, count, eq, lte, sql } from "drizzle-orm";
import { decodeBase64Url, encodeBase64Url } from "../../platform/crypto/base64url.ts";
import { commit, GuardFailed, isUniqueViolation, requireChange } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { Device } from "../sessions/contract.ts";
import { requireUser, tellOwner } from "../users/index.ts";
import { challengeMs, openChallenge, takeChallenge } from "./challenges.ts";
import type { Passkey, RegisterPasskey, RegistrationResponse } from "./contract.ts";
import type { PasskeysDeps } from "./deps.ts";
import { renderPasskey } from "./passkeys.ts";
import { algorithms, originsOf, refuseFramed, rpIdOf, userHandleOf } from "./relying-party.ts";
import { passkeys } from "./schema.ts";

const maxPasskeys = 20;

/**
 * What a browser needs to make a passkey for a user.
 *
 * Only discoverable ones are asked for: the device knows whose they are, so signing in takes no username,
 * and nothing has to be told about an account to whoever names it.
 *
 * @throws Problem `CONFLICT` when the user has as many as can be.
 */
export async function offerRegistration(deps: PasskeysDeps, userId: string) {
  const [user, known] = await Promise.all([
    requireUser(deps, userId),
    deps.db.select().from(passkeys).where(eq(passkeys.userId, userId)),
  ]);
  if (known.length >= maxPasskeys) throw tooMany();
  const { id: challengeId, challenge } = await openChallenge(deps, { kind: "register", userId });
  const options = await generateRegistrationOptions({
    rpName: "Atrium",
    rpID: rpIdOf(deps.config),
    userID: userHandleOf(userId),
    userName: user.email,
    userDisplayName: user.displayName,
    challenge: decodeBase64Url(challenge),
    timeout: challengeMs,
    attestationType: "none",
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
    supportedAlgorithmIDs: algorithms,
  });
  return { challengeId, options };
}

/**
 * Adds the passkey that a browser has made, and tells its owner.
 *
 * @throws Problem `TOKEN_INVALID` for whatever does not answer one of the user's own challenges, in time and
 *   for the first time; `CONFLICT` when the passkey is known already, or there are too many.
 */
export async function addPasskey(
  deps: PasskeysDeps,
  userId: string,
  { challengeId, response, name, device }: RegisterPasskey & { device: Device },
): Promise<Passkey> {
  const challenge = await takeChallenge(deps, challengeId, { kind: "register", userId });
  const made = challenge === undefined ? undefined : await verifyRegistration(deps, challenge, response);
  if (!made) throw new Problem("TOKEN_INVALID", "The passkey does not answer what was asked; begin again.");
  const row: typeof passkeys.$inferInsert = {
    ...made,
    id: newId("pkey"),
    userId,
    transports: response.response.transports ?? [],
    name: name ?? nameOf(device),
    createdAt: deps.now(),
    lastUsedAt: null,
  };
  await storePasskey(deps, row);
  return renderPasskey({ ...row, lastUsedAt: null });
}

async function storePasskey(deps: PasskeysDeps, row: typeof passkeys.$inferInsert): Promise<void> {
  const own = deps.db.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, row.userId));
  try {
    await commit(deps, [
      deps.db.insert(passkeys).values(row),
      // Changes nothing but the guard's mind: with one too many nothing of the batch remains.
      deps.db
        .update(passkeys)
        .set({ name: row.name })
        .where(and(eq(passkeys.id, row.id), lte(sql`(${own})`, maxPasskeys))),
      requireChange(deps),
      tellOwner(deps, row.userId, "passkey_added", { name: row.name }),
    ]);
  } catch (error) {
    if (error instanceof GuardFailed) throw tooMany();
    if (isUniqueViolation(error, "passkeys.credential_id"))
      throw new Problem("CONFLICT", "This passkey is registered already.");
    throw error;
  }
}

/** What the library makes of it. It throws at whatever is wrong, malformed or unknown to it. */
async function verifyRegistration(deps: PasskeysDeps, challenge: string, response: RegistrationResponse) {
  try {
    refuseFramed(response.response.clientDataJSON);
    refuseCertificates(response.response.attestationObject);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, response: withoutTransports(response), clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: originsOf(deps.config),
      expectedRPID: rpIdOf(deps.config),
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    });
    if (registrationInfo?.credential.id !== response.id) return undefined;
    return {
      credentialId: registrationInfo.credential.id,
      publicKey: encodeBase64Url(registrationInfo.credential.publicKey),
      signCount: registrationInfo.credential.counter,
      isBackedUp: registrationInfo.credentialBackedUp,
    };
  } catch (error) {
    deps.log.info("a new passkey was refused", { reason: String(error).slice(0, 200) });
    return undefined;
  }
}

function withoutTransports({ response: { clientDataJSON, attestationObject } }: RegistrationResponse) {
  return { clientDataJSON, attestationObject };
}

/**
 * No attestation is asked for, so browsers send none, or at most one that a key gives itself. Certificates
 * would only be a stranger's input to parsers, and name addresses for us to fetch.
 */
function refuseCertificates(attestationObject: string): void {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = attestation.get("fmt");
  const isOwn = format === "packed" && attestation.get("attStmt").get("x5c") === undefined;
  if (format !== "none" && !isOwn) throw new Error(`attestation ${format} was not asked for`);
}

function nameOf({ browser, os }: Device): string {
  return [browser, os].filter((part) => part !== null).join(" on ") || "Passkey";
}

function tooMany(): Problem {
  return new Problem("CONFLICT", `An account has at most ${maxPasskeys} passkeys.`);
}
