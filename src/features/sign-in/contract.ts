import { z } from "zod";
import { FactorCode, FactorMethod, SentMethod } from "../mfa/contract.ts";
import { PasskeyAssertion } from "../passkeys/contract.ts";
import { Session } from "../sessions/contract.ts";
import { Email, Password, User } from "../users/contract.ts";

const TokenTransport = z.enum(["cookie", "body"]).default("cookie").meta({
  description: "`body` puts refresh and device tokens into the answer; otherwise they are cookies",
});

const DeviceName = z.string().trim().min(1).max(80);
const DeviceToken = z.string().min(1).max(512);

export const Login = z.strictObject({
  email: Email,
  password: Password,
  deviceName: DeviceName.optional(),
  deviceToken: DeviceToken.optional(),
  tokenTransport: TokenTransport,
});
export type Login = z.input<typeof Login>;

const ByToken = z.strictObject({ token: z.string().min(1).max(512), tokenTransport: TokenTransport });
const ByCode = z.strictObject({ email: Email, code: z.string().regex(/^\d{6}$/), tokenTransport: TokenTransport });
export const VerifyEmail = z.union([ByToken, ByCode]);
export type VerifyEmail = z.input<typeof VerifyEmail>;

export const LoginResult = z
  .object({
    user: User,
    session: Session,
    accessToken: z.string(),
    expiresIn: z.int().meta({ description: "seconds that the access token lives" }),
    refreshToken: z.string().optional(),
    deviceToken: z.string().optional(),
  })
  .meta({ id: "LoginResult" });
export type LoginResult = z.infer<typeof LoginResult>;

/** A sign-in whose second factor is to be proved yet. */
export const Challenge = z
  .object({
    mfaRequired: z.literal(true),
    challengeToken: z.string(),
    methods: z.array(FactorMethod),
  })
  .meta({ id: "Challenge" });
export type Challenge = z.infer<typeof Challenge>;

export const Admission = z.union([LoginResult, Challenge]);

const ChallengeToken = z.string().min(1).max(512);

export const ProveFactor = z.strictObject({
  challengeToken: ChallengeToken,
  method: FactorMethod,
  code: FactorCode,
  rememberDevice: z.boolean().default(false).meta({
    description: "lets this device stand for the second factor for 30 days",
  }),
  deviceToken: DeviceToken.optional(),
  tokenTransport: TokenTransport,
});
export type ProveFactor = z.input<typeof ProveFactor>;

export const ProveByBackupCode = ProveFactor.omit({ method: true, rememberDevice: true });

export const SendChallengeCode = z.strictObject({ challengeToken: ChallengeToken, method: SentMethod });

export const PasskeyLogin = PasskeyAssertion.extend({
  deviceName: DeviceName.optional(),
  deviceToken: DeviceToken.optional(),
  tokenTransport: TokenTransport,
});

/** The next token comes where this one came from, whatever `tokenTransport` says. */
export const Refresh = z.strictObject({
  refreshToken: z.string().min(1).max(512).optional(),
  tokenTransport: z.enum(["cookie", "body"]).optional(),
});
export const RefreshResult = z.object({
  accessToken: z.string(),
  expiresIn: z.int(),
  refreshToken: z.string().optional(),
});
export type RefreshResult = z.infer<typeof RefreshResult>;
