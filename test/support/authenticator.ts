import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { Buffer } from "node:buffer";

/** Where a page is, and what it believes: each part can be made wrong, to be refused. */
export type Circumstances = {
  origin?: string;
  rpId?: string;
  /** Whether the device asked for a fingerprint or a code, and not only for a touch. */
  isVerified?: boolean;
  isPresent?: boolean;
  signCount?: number;
  type?: string;
  crossOrigin?: boolean;
  userHandle?: string | null;
  /** Whether the new key signs for itself; by default it does not, as nobody asks it to. */
  attests?: "rightly" | "wrongly";
};

type RegistrationOptions = { challenge: string; rp: { id: string }; user: { id: string } };
type LoginOptions = { challenge: string; rpId: string };

const flag = { isPresent: 1, isVerified: 4, isBackupEligible: 8, isBackedUp: 16, hasCredential: 64 };

/** A passkey in software: it answers as a browser with an authenticator would (WebAuthn §6), and can lie. */
export class Authenticator {
  readonly credentialId = randomBytes(32);
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject };
  readonly #origin: string;
  #signCount: number;
  #userHandle: string | null = null;

  /** One that counts begins at 1; one that is synchronised says 0 for ever. */
  constructor(origin = "http://localhost:8787", { counts = true } = {}) {
    this.#keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#origin = origin;
    this.#signCount = counts ? 1 : 0;
  }

  /** What `navigator.credentials.create()` gives, as JSON. */
  register({ challenge, rp, user }: RegistrationOptions, lies: Circumstances = {}) {
    this.#userHandle = user.id;
    const authData = Buffer.concat([
      this.#authenticatorData(rp.id, lies, flag.hasCredential),
      Buffer.alloc(16),
      uint16(this.credentialId.length),
      this.credentialId,
      this.#coseKey(),
    ]);
    const clientData = this.#clientData("webauthn.create", challenge, lies);
    const attestation = lies.attests
      ? attestationOf("packed", this.#statement(lies.attests === "rightly" ? authData : emptyMap, clientData), authData)
      : attestationOf("none", emptyMap, authData);
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: clientData.toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      },
    };
  }

  /** What `navigator.credentials.get()` gives, as JSON. */
  sign({ challenge, rpId }: LoginOptions, lies: Circumstances = {}) {
    if (this.#signCount > 0) this.#signCount += 1;
    const authData = this.#authenticatorData(rpId, lies);
    const clientData = this.#clientData("webauthn.get", challenge, lies);
    const userHandle = lies.userHandle === undefined ? this.#userHandle : lies.userHandle;
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: this.#signature(authData, clientData).toString("base64url"),
        userHandle,
      },
    };
  }

  #signature(authData: Buffer, clientData: Buffer): Buffer {
    const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
    return sign("sha256", signed, this.#keys.privateKey);
  }

  /** Of a key that attests itself (WebAuthn §8.2): `{alg: -7, sig}`. */
  #statement(authData: Buffer, clientData: Buffer): Buffer {
    const signature = this.#signature(authData, clientData);
    const head = Buffer.concat([Buffer.from("a2", "hex"), text("alg"), Buffer.from("26", "hex"), text("sig")]);
    return Buffer.concat([head, Buffer.from([0x58, signature.length]), signature]);
  }

  #credential() {
    const id = this.credentialId.toString("base64url");
    return {
      id,
      rawId: id,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: { credProps: { rk: true } },
    };
  }

  #clientData(type: string, challenge: string, lies: Circumstances): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge,
        origin: lies.origin ?? this.#origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  }

  #authenticatorData(rpId: string, lies: Circumstances, flags = 0): Buffer {
    const hash = createHash("sha256")
      .update(lies.rpId ?? rpId)
      .digest();
    const isSynchronised = this.#signCount === 0;
    const all =
      flags |
      (lies.isPresent === false ? 0 : flag.isPresent) |
      (lies.isVerified === false ? 0 : flag.isVerified) |
      (isSynchronised ? flag.isBackupEligible | flag.isBackedUp : 0);
    return Buffer.concat([hash, Buffer.from([all]), uint32(lies.signCount ?? this.#signCount)]);
  }

  /** The public key as COSE has it (RFC 9053 §7.1): `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`. */
  #coseKey(): Buffer {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    return Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      Buffer.from(x, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y, "base64url"),
    ]);
  }
}

const emptyMap = Buffer.from("a0", "hex");

/** An attestation object in CBOR (RFC 8949): `{fmt, attStmt, authData}`. */
export function attestationOf(format: string, statement: Buffer, authData: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from("a3", "hex"),
    text("fmt"),
    text(format),
    text("attStmt"),
    statement,
    text("authData"),
    Buffer.from("59", "hex"),
    uint16(authData.length),
    authData,
  ]);
}

/** A text of fewer than 24 bytes, as CBOR has it. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
