import { z } from "zod";
import { PasskeyAssertion } from "../passkeys/contract.ts";
import { PhoneNumber } from "../../platform/delivery/phone-number.ts";

/** The ways to prove a second factor, in the order in which they are offered. */
export const factorMethods = ["totp", "passkey", "email", "sms", "backup_code"] as const;
export const FactorMethod = z.enum(factorMethods);
export type FactorMethod = z.infer<typeof FactorMethod>;

/** The ones whose code is sent. */
export const SentMethod = z.enum(["email", "sms"]);
export type SentMethod = z.infer<typeof SentMethod>;

/** What proves a factor: a code, or for a passkey the JSON text of `{ challengeId, response }`. */
export const FactorCode = z.union([
  z.string().min(1).max(32_768),
  PasskeyAssertion.transform((assertion) => JSON.stringify(assertion)),
]);

const SixDigits = z
  .string()
  .trim()
  .regex(/^\d{3}[ -]?\d{3}$/, "must be six digits")
  .transform((code) => code.replace(/[ -]/, ""));

export const VerifySetup = z.strictObject({ code: SixDigits });

export const SmsMethod = z.strictObject({ phone: PhoneNumber, code: SixDigits.optional() });

const ByFactor = z.strictObject({ method: FactorMethod, code: FactorCode });
const Password = z.string().min(1).max(1024);
const asPassword = z.literal("password");
const ByPassword = z.strictObject({ password: Password, method: asPassword.optional() });
/** As the answer STEP_UP_REQUIRED names it among the methods. */
const ByPasswordAsCode = z
  .strictObject({ method: asPassword, code: Password })
  .transform(({ code }) => ({ password: code }));
export const StepUp = z.union([ByFactor, ByPassword, ByPasswordAsCode]);
export type StepUp = z.output<typeof StepUp>;

export const SendStepUpCode = z.strictObject({ method: SentMethod });

export const MfaStatus = z
  .object({
    enabled: z.boolean(),
    methods: z.array(FactorMethod),
    backupCodesLeft: z.int(),
    rememberedDevices: z.int(),
  })
  .meta({ id: "MfaStatus" });
export type MfaStatus = z.infer<typeof MfaStatus>;

export const TotpSetup = z.object({
  secret: z.string().meta({ description: "base32; shown here alone" }),
  otpauthUrl: z.string(),
  qrCode: z.string().meta({ description: "the URL as a picture: an SVG data URL" }),
});
export type TotpSetup = z.infer<typeof TotpSetup>;

const Codes = z.array(z.string()).length(10).meta({ description: "shown here alone; each works once" });
export const BackupCodes = z.object({ backupCodes: Codes });

export const FreshToken = z.object({ accessToken: z.string(), expiresIn: z.int() });
export type FreshToken = z.infer<typeof FreshToken>;

export const MfaEnabled = FreshToken.extend({ backupCodes: Codes });
export type MfaEnabled = z.infer<typeof MfaEnabled>;
