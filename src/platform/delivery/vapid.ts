import { importJWK, SignJWT } from "jose";
import { decodeBase64Url, encodeBase64Url } from "../crypto/base64url.ts";

type Keys = { publicKey: string; privateKey: string; subject: string };

/** Push services take no token that lasts longer than a day (RFC 8292 §2). */
const lifetimeSeconds = 12 * 3600;

/** Says to push services who sends (RFC 8292), by a token signed with the key that browsers subscribed with. */
export class Vapid {
  readonly #deps: { now(): number };
  readonly #keys: Keys;

  /** @param keys of P-256: the uncompressed point and the number, in base64url, as all tools for web push write them. */
  constructor(deps: { now(): number }, keys: Keys) {
    this.#deps = deps;
    this.#keys = keys;
  }

  /** The header for one push service. */
  async authorizationFor(origin: string): Promise<string> {
    const { publicKey, privateKey, subject } = this.#keys;
    const issuedAt = Math.floor(this.#deps.now() / 1_000);
    const token = await new SignJWT()
      .setProtectedHeader({ typ: "JWT", alg: "ES256" })
      .setAudience(origin)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(await importJWK(privateJwkOf(publicKey, privateKey), "ES256"));
    return `vapid t=${token}, k=${publicKey}`;
  }
}

function privateJwkOf(publicKey: string, privateKey: string) {
  const point = decodeBase64Url(publicKey);
  const [x, y] = [point.subarray(1, 33), point.subarray(33, 65)].map((bytes) => encodeBase64Url(bytes));
  return { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "", d: privateKey };
}
