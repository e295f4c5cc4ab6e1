import { countPasskeys } from "../passkeys/index.ts";
import type { StepUpMethods } from "../sessions/index.ts";
import { hasPassword } from "../users/index.ts";
import { countBackupCodes } from "./backup-codes.ts";
import { type FactorMethod, factorMethods, type MfaStatus } from "./contract.ts";
import type { MfaDeps } from "./deps.ts";
import { listMethods } from "./fallback-methods.ts";
import { findTotp } from "./totp.ts";

/** The methods by which a user proves a second factor, in the order to offer them; none while it is off. */
export async function findSecondFactors(deps: MfaDeps, userId: string): Promise<FactorMethod[]> {
  return (await readFactors(deps, userId)).methods;
}

/** How a user may prove once more that it is them, and whether more than a password is wanted. */
export async function stepUpMethodsOf(deps: MfaDeps, userId: string): Promise<StepUpMethods> {
  const methods = await findSecondFactors(deps, userId);
  if (methods.length > 0) return { methods, hasSecondFactor: true };
  const [isByPassword, passkeys] = await Promise.all([hasPassword(deps, userId), countPasskeys(deps, userId)]);
  return {
    methods: [
      ...(isByPassword ? ["password"] : []),
      ...(passkeys > 0 ? ["passkey"] : []),
      ...(isByPassword ? [] : ["email"]),
    ],
    hasSecondFactor: false,
  };
}

export async function readStatus(deps: MfaDeps, userId: string): Promise<MfaStatus> {
  const [{ methods, backupCodesLeft }, rememberedDevices] = await Promise.all([
    readFactors(deps, userId),
    deps.sessionHubOf(userId).countRememberedDevices(),
  ]);
  return { enabled: methods.length > 0, methods, backupCodesLeft, rememberedDevices };
}

async function readFactors(
  deps: MfaDeps,
  userId: string,
): Promise<{ methods: FactorMethod[]; backupCodesLeft: number }> {
  const totp = await findTotp(deps, userId);
  if (!totp || totp.enabledAt === null) return { methods: [], backupCodesLeft: 0 };
  const [fallbacks, passkeys, backupCodesLeft] = await Promise.all([
    listMethods(deps, userId),
    countPasskeys(deps, userId),
    countBackupCodes(deps, userId),
  ]);
  const has: Record<FactorMethod, boolean> = {
    totp: true,
    passkey: passkeys > 0,
    email: fallbacks.includes("email"),
    sms: fallbacks.includes("sms"),
    backup_code: backupCodesLeft > 0,
  };
  return { methods: factorMethods.filter((method) => has[method]), backupCodesLeft };
}
