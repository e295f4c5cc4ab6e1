import { and, count, eq } from "drizzle-orm";
import { commit, GuardFailed, requireChange, type Statement } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { tellOwner } from "../users/index.ts";
import type { MfaDeps } from "./deps.ts";
import { backupCodes } from "./schema.ts";
import { guardMfaEnabled } from "./totp.ts";

/** Crockford's base32: no letter that is taken for a digit. Ten of them are 50 bits. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const codeLength = 10;
const codesPerUser = 10;
const purpose = "backup-code";

/**
 * Replaces all backup codes. @returns the new ones, which are nowhere to be read again.
 *
 * @throws Problem `MFA_NOT_ENABLED`.
 */
export async function replaceBackupCodes(deps: MfaDeps, userId: string): Promise<string[]> {
  const { codes, statements } = newBackupCodes(deps, userId);
  try {
    await commit(deps, [
      ...guardMfaEnabled(deps, userId),
      ...statements,
      tellOwner(deps, userId, "backup_codes_replaced"),
    ]);
  } catch (error) {
    throw error instanceof GuardFailed ? new Problem("MFA_NOT_ENABLED") : error;
  }
  return codes;
}

/** Ten new codes, and the statements that put them in the place of those before. */
export function newBackupCodes(deps: MfaDeps, userId: string): { codes: string[]; statements: Statement[] } {
  const codes = Array.from({ length: codesPerUser }, newBackupCode);
  const rows = codes.map((code) => ({ userId, codeMac: deps.keyring.mac(purpose, `${userId}:${normalise(code)}`) }));
  return {
    codes,
    statements: [removeBackupCodes(deps, userId), deps.db.insert(backupCodes).values(rows)],
  };
}

export function removeBackupCodes(deps: MfaDeps, userId: string): Statement {
  return deps.db.delete(backupCodes).where(eq(backupCodes.userId, userId));
}

export async function countBackupCodes(deps: MfaDeps, userId: string): Promise<number> {
  const row = await deps.db.select({ left: count() }).from(backupCodes).where(eq(backupCodes.userId, userId)).get();
  return row?.left ?? 0;
}

/** The statements that use up a code and tell its owner, or nothing if it is none that is left. */
export async function redeemBackupCode(deps: MfaDeps, userId: string, code: string): Promise<Statement[] | undefined> {
  const text = `${userId}:${normalise(code)}`;
  const rows = await deps.db.select().from(backupCodes).where(eq(backupCodes.userId, userId));
  // Each is compared, whichever it is.
  const matches = rows.map(({ codeMac }) => deps.keyring.macMatches(purpose, text, codeMac));
  const row = rows[matches.indexOf(true)];
  if (!row) return undefined;
  return [
    deps.db.delete(backupCodes).where(and(eq(backupCodes.userId, userId), eq(backupCodes.codeMac, row.codeMac))),
    requireChange(deps),
    tellOwner(deps, userId, "backup_code_used", { left: String(rows.length - 1) }),
  ];
}

function newBackupCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(codeLength));
  const text = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/** People type what they read: case, dashes and spaces do not matter, nor letters that look like digits. */
function normalise(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
