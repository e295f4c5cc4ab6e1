import { z } from "zod";
import { Session } from "../sessions/contract.ts";
import { Email, Password, User } from "../users/contract.ts";

const TokenTransport = z.enum(["cookie", "body"]).default("cookie").meta({
  description: "`body` puts refresh and device tokens into the answer; otherwise they are cookies",
});

export const Login = z.strictObject({
  email: Email,
  password: Password,
  deviceName: z.string().trim().min(1).max(80).optional(),
  deviceToken: z.string().min(1).max(256).optional(),
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

export const Refresh = z.strictObject({ refreshToken: z.string().min(1).max(512).optional() });
export const RefreshResult = z.object({
  accessToken: z.string(),
  expiresIn: z.int(),
  refreshToken: z.string().optional(),
});
export type RefreshResult = z.infer<typeof RefreshResult>;
