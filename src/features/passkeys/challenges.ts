import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { newSecret } from "../../platform/crypto/random.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { PasskeysDeps } from "./deps.ts";
import { passkeyChallenges } from "./schema.ts";

/** How long a browser may take to answer, and so how long a challenge lives. */
export const challengeMs = 5 * 60 * 1000;

/** Whom a challenge is for: the user who adds a passkey, or anybody who signs in. */
type Asked = { kind: "register"; userId: string } | { kind: "login"; userId: null };

/** Asks for something new to be signed. */
export async function openChallenge(deps: PasskeysDeps, asked: Asked): Promise<{ id: string; challenge: string }> {
  const row = { id: newId("chal"), challenge: newSecret(), ...asked, expiresAt: deps.now() + challengeMs };
  await deps.db.insert(passkeyChallenges).values(row);
  return row;
}

/**
 * Takes a challenge away, so that whoever answers it, rightly or wrongly, does so once.
 *
 * @returns what was to be signed; nothing for one that is unknown, used, too old or somebody else's.
 */
export async function takeChallenge(deps: PasskeysDeps, id: string, asked: Asked): Promise<string | undefined> {
  const { kind, userId } = asked;
  const [taken] = await deps.db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.id, id),
        eq(passkeyChallenges.kind, kind),
        userId === null ? isNull(passkeyChallenges.userId) : eq(passkeyChallenges.userId, userId),
        gt(passkeyChallenges.expiresAt, deps.now()),
      ),
    )
    .returning({ challenge: passkeyChallenges.challenge });
  return taken?.challenge;
}

/** Removes the challenges that nobody answered in time. */
export async function prunePasskeyChallenges(deps: PasskeysDeps): Promise<void> {
  await deps.db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, deps.now()));
}
