import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { Problem } from "../../platform/http/problem.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import type { SigningKeyDeps, SigningKeys } from "./signing-keys.ts";

const accessTokenSeconds = 600;
const audience = "atrium";

export interface AccessTokenDeps extends SigningKeyDeps {
  signingKeys: SigningKeys;
}

const Claims = z.object({
  sub: idSchema("user"),
  sid: idSchema("sess"),
  exp: z.int(),
  auth_time: z.int(),
  amr: z.array(z.string()),
  perms: z.array(z.string()),
});
export type Claims = z.infer<typeof Claims>;

/** Signs an access token: a JWT under EdDSA (RFC 8037) that lives ten minutes. */
export async function issueAccessToken(
  deps: AccessTokenDeps,
  grant: { userId: string; sessionId: string; authTime: number; amr: string[]; permissions: string[] },
): Promise<{ accessToken: string; expiresIn: number }> {
  const { kid, key } = await deps.signingKeys.signingKey(deps);
  const issuedAt = Math.floor(deps.now() / 1000);
  const accessToken = await new SignJWT({
    sid: grant.sessionId,
    auth_time: Math.floor(grant.authTime / 1000),
    amr: grant.amr,
    perms: grant.permissions,
  })
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid })
    .setIssuer(deps.config.PUBLIC_URL)
    .setAudience(audience)
    .setSubject(grant.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(key);
  return { accessToken, expiresIn: accessTokenSeconds };
}

/**
 * Checks a token's signature, algorithm, type, issuer, audience and time against our own keys; whatever
 * keys or addresses a token's header carries are ignored (RFC 8725).
 *
 * @throws Problem `TOKEN_EXPIRED` for one of ours past its time, `UNAUTHENTICATED` for anything else.
 */
export async function verifyAccessToken(deps: AccessTokenDeps, token: string): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = await deps.signingKeys.verificationKey(deps, kid);
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        algorithms: ["EdDSA"],
        typ: "at+jwt",
        issuer: deps.config.PUBLIC_URL,
        audience,
        currentDate: new Date(deps.now()),
        requiredClaims: ["exp", "iat", "sub", "sid"],
      },
    );
    return Claims.parse(payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Problem("TOKEN_EXPIRED");
    if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof TypeError)
      throw new Problem("UNAUTHENTICATED");
    throw error;
  }
}
