import { and, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { generateSecret, generateURI, verify } from "otplib";
import { requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { requireUser } from "../users/index.ts";
import type { TotpSetup } from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { renderQrCode } from "./qr-code.ts";
import { totpFactors } from "./schema.ts";

type TotpFactor = typeof totpFactors.$inferSelect;

const periodSeconds = 30;
const secretBytes = 20;

/** What a secret is sealed for: it opens for no other user. */
const purposeOf = (userId: string) => `totp:${userId}`;

/**
 * Begins to set up an authenticator app; again before it is proved, the earlier secret is replaced.
 *
 * @throws Problem `MFA_ALREADY_ENABLED`.
 */
export async function setUpTotp(deps: MfaDeps, userId: string): Promise<TotpSetup> {
  const { email } = await requireUser(deps, userId);
  const secret = generateSecret({ length: secretBytes });
  const pending = { sealedSecret: deps.keyring.seal(purposeOf(userId), secret), createdAt: deps.now(), lastStep: 0 };
  const [row] = await deps.db
    .insert(totpFactors)
    .values({ userId, ...pending })
    .onConflictDoUpdate({ target: totpFactors.userId, set: pending, setWhere: isNull(totpFactors.enabledAt) })
    .returning();
  if (!row) throw new Problem("MFA_ALREADY_ENABLED");
  const otpauthUrl = generateURI({ issuer: "Atrium", label: email, secret });
  return { secret, otpauthUrl, qrCode: await renderQrCode(otpauthUrl) };
}

/** The authenticator app of a user, proved or being set up. */
export async function findTotp(deps: Pick<MfaDeps, "db">, userId: string): Promise<TotpFactor | undefined> {
  return deps.db.select().from(totpFactors).where(eq(totpFactors.userId, userId)).get();
}

/** @throws Problem `MFA_NOT_ENABLED`. */
export async function requireMfaEnabled(deps: Pick<MfaDeps, "db">, userId: string): Promise<void> {
  const factor = await findTotp(deps, userId);
  if (!factor || factor.enabledAt === null) throw new Problem("MFA_NOT_ENABLED");
}

/** Lets a batch through only while two-factor authentication is on. */
export function guardMfaEnabled(deps: MfaDeps, userId: string): Statement[] {
  return [
    // It writes what is there already: SQLite counts the rows that match.
    deps.db
      .update(totpFactors)
      .set({ userId })
      .where(and(eq(totpFactors.userId, userId), isNotNull(totpFactors.enabledAt))),
    requireChange(deps),
  ];
}

/**
 * The time step to which a code belongs, one step early or late allowed (RFC 6238 §5.2), in time that
 * does not depend on the code.
 */
export async function findTotpStep(deps: MfaDeps, factor: TotpFactor, code: string): Promise<number | undefined> {
  if (!/^\d{6}$/.test(code)) return undefined;
  const secret = deps.keyring.open(purposeOf(factor.userId), factor.sealedSecret);
  const epoch = Math.floor(deps.now() / 1000);
  const result = await verify({ secret, token: code, epoch, period: periodSeconds, epochTolerance: periodSeconds });
  return result.valid && "timeStep" in result ? result.timeStep : undefined;
}

/** Uses up the codes of a time step and of all before it; as a guard, it lets each pass once. */
export function claimTotpStep(deps: MfaDeps, factor: TotpFactor, step: number): Statement[] {
  return [
    deps.db
      .update(totpFactors)
      .set({ lastStep: step })
      .where(and(isSameFactor(factor), isNotNull(totpFactors.enabledAt), lt(totpFactors.lastStep, step))),
    requireChange(deps),
  ];
}

/** Turns on an app that was being set up, by a code of this step; the code is thereby used. */
export function enableTotp(deps: MfaDeps, factor: TotpFactor, step: number): Statement[] {
  return [
    deps.db
      .update(totpFactors)
      .set({ enabledAt: deps.now(), lastStep: step })
      .where(and(isSameFactor(factor), isNull(totpFactors.enabledAt))),
    requireChange(deps),
  ];
}

function isSameFactor({ userId, sealedSecret }: TotpFactor) {
  return and(eq(totpFactors.userId, userId), eq(totpFactors.sealedSecret, sealedSecret));
}
