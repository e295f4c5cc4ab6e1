import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { Email } from "../users/contract.ts";

export const PasskeyId = idSchema("pkey");
const ChallengeId = idSchema("chal");

/** One line, for it is shown in lists and in mails. */
const PasskeyName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+$/u, "must be one line of text");

const base64url = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]+$/, "must be base64url");

/** A credential's id has 1,023 bytes at most (WebAuthn §4). */
const CredentialId = base64url(1_364);

/**
 * What `navigator.credentials.create()` gives, as its `toJSON` does (WebAuthn §5.1). Not strict, as all
 * that browsers send: they add to it as the standard grows, and what is not named here is not read.
 */
const RegistrationResponse = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(8_192),
    attestationObject: base64url(32_768),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,32}$/))
      .max(16)
      .optional(),
  }),
});
export type RegistrationResponse = z.infer<typeof RegistrationResponse>;

/** The same for `navigator.credentials.get()`. */
const AuthenticationResponse = z.object({
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(8_192),
    authenticatorData: base64url(8_192),
    signature: base64url(8_192),
    userHandle: base64url(86).nullish(),
  }),
});
export type AuthenticationResponse = z.infer<typeof AuthenticationResponse>;

/** What proves a passkey, wherever one is asked for: at sign-in, as a second factor, to step up. */
export const PasskeyAssertion = z.strictObject({ challengeId: ChallengeId, response: AuthenticationResponse });
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

export const PasskeyLoginRequest = z.strictObject({
  email: Email.optional().meta({ description: "taken for the sake of clients that ask; changes nothing" }),
  challengeToken: z.string().max(512).optional().meta({ description: "likewise" }),
});

export const RegisterPasskey = z.strictObject({
  challengeId: ChallengeId,
  response: RegistrationResponse,
  name: PasskeyName.optional().meta({ description: "by default the browser's and the system's" }),
});
export type RegisterPasskey = z.infer<typeof RegisterPasskey>;

export const RenamePasskey = z.strictObject({ name: PasskeyName });

export const Passkey = z
  .object({
    id: PasskeyId,
    name: z.string(),
    backedUp: z.boolean().meta({ description: "whether it is synchronised, and so outlives its device" }),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: "Passkey" });
export type Passkey = z.infer<typeof Passkey>;

const descriptors = z.array(
  z.object({ id: z.string(), type: z.literal("public-key"), transports: z.array(z.string()).optional() }),
);

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const RegistrationOptions = z.object({
  challengeId: ChallengeId,
  options: z.looseObject({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    excludeCredentials: descriptors,
  }),
});
export type RegistrationOptions = z.infer<typeof RegistrationOptions>;

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const LoginOptions = z.object({
  challengeId: ChallengeId,
  options: z.looseObject({ rpId: z.string(), challenge: z.string(), allowCredentials: descriptors }),
});
export type LoginOptions = z.infer<typeof LoginOptions>;
