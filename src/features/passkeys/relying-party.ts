import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import type { Config } from "../../platform/config/config.ts";
import { encodeBase64Url } from "../../platform/crypto/base64url.ts";

/** EdDSA, ES256 and RS256 (RFC 9053): named, so that what is offered is what is accepted in every isolate. */
export const algorithms = [-8, -7, -257];

/** The domain that passkeys are bound to: those of another one do not work here, nor on its subdomains. */
export function rpIdOf({ PUBLIC_URL }: Config): string {
  return new URL(PUBLIC_URL).hostname;
}

/** The pages on which a passkey may be used; browsers hold each of them to the domain as well. */
export function originsOf({ PUBLIC_URL, ALLOWED_ORIGINS }: Config): string[] {
  return [PUBLIC_URL, ...ALLOWED_ORIGINS];
}

/** The user's id as authenticators keep it: it names nobody to who finds the device. */
export function userHandleOf(userId: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(userId));
}

export function isHandleOf(userId: string, handle: string): boolean {
  return handle === encodeBase64Url(userHandleOf(userId));
}

/**
 * Refuses what was signed in a frame of a foreign page, where who clicks may see something else
 * (WebAuthn §13.4.2). The library looks at it only where the browser names that page.
 *
 * @throws Error when it is so, or the client's data is no JSON.
 */
export function refuseFramed(clientDataJSON: string): void {
  if (decodeClientDataJSON(clientDataJSON).crossOrigin) throw new Error("signed in a frame of another origin");
}
