import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";

export const UserId = idSchema("user");

/** An address as people type it; compared without case, so kept in lower case. */
export const Email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email({ pattern: z.regexes.html5Email }))
  .transform((email) => email.toLowerCase())
  .meta({ format: "email" });

export const Username = z.string().regex(/^[a-z0-9_]{3,30}$/, "must be 3 to 30 of a-z, 0-9 and _");
/** One line: control characters would let a name forge mail headers and log lines, or run text backwards. */
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+$/u, "must be one line of text");

/** A password as sent. How long it must be is configuration, so the service says. */
export const Password = z.string().min(1).max(1024);

/** What anyone may see of a user. */
export const UserSummary = z.object({ id: UserId, username: z.string(), displayName: z.string() });
export type UserSummary = z.infer<typeof UserSummary>;

/** What a user sees of themselves. */
export const User = UserSummary.extend({
  email: z.string(),
  bio: z.string(),
  emailVerified: z.boolean(),
  mfaEnabled: z.boolean(),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  createdAt: Timestamp,
  updatedAt: Timestamp,
}).meta({ id: "User" });
export type User = z.infer<typeof User>;

export const Register = z.strictObject({
  email: Email,
  username: Username,
  password: Password,
  displayName: DisplayName.optional(),
});
export type Register = z.input<typeof Register>;

export const VerificationSent = z.object({ status: z.literal("verification_sent") });

export const EmailOnly = z.strictObject({ email: Email });

export const ResetPassword = z.strictObject({ token: z.string().min(1).max(512), password: Password });
export const ChangePassword = z.strictObject({ currentPassword: Password, newPassword: Password });

export const RatePassword = z.strictObject({
  password: Password,
  userInputs: z
    .array(z.string().max(254))
    .max(20)
    .default([])
    .meta({ description: "words that the password should not be made of: the person's address, username" }),
});
export const PasswordStrength = z.object({
  score: z.int().min(0).max(4),
  warning: z.string().nullable(),
  suggestions: z.array(z.string()),
  breached: z.boolean().nullable().meta({ description: "null where nobody could say" }),
  acceptable: z.boolean().meta({ description: "whether it would do for registering here" }),
});
export type PasswordStrength = z.infer<typeof PasswordStrength>;

export const ConfirmEmail = z.union([
  z.strictObject({ token: z.string().min(1).max(512) }),
  z.strictObject({ code: z.string().regex(/^\d{6}$/, "must be six digits") }),
]);

export const UserRole = z.object({ name: z.string(), permissions: z.array(z.string()) });

export const UpdateProfile = z
  .strictObject({ displayName: DisplayName, username: Username, bio: z.string().trim().max(500) })
  .partial();
export type UpdateProfile = z.infer<typeof UpdateProfile>;

export const ApiKeyId = idSchema("key");

/** What an API key may do: its owner's own permissions, and the scopes of what everybody may do. */
export const CreateApiKey = z.strictObject({
  name: DisplayName,
  permissions: z.array(z.string().max(64)).min(1).max(50),
  expiresAt: z.iso.datetime().nullish(),
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    prefix: z.string().meta({ description: "how the secret begins" }),
    permissions: z.array(z.string()),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    lastUsedAt: Timestamp.nullable().meta({ description: "to the minute" }),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = ApiKey.omit({ createdAt: true, lastUsedAt: true })
  .extend({ secret: z.string().meta({ description: "shown this once" }) })
  .meta({ id: "NewApiKey" });
export type NewApiKey = z.infer<typeof NewApiKey>;
