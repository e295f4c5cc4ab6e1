import { createHmac } from "node:crypto";
import Argon2, { Argon2Type, Argon2Version } from "@phi-ag/argon2";
import wasm from "@phi-ag/argon2/argon2.wasm";
import { Gate } from "./gate.ts";
import type { Keyring } from "./keyring.ts";

/** OWASP's setting for argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). */
const setting = { memoryCost: 19_456, timeCost: 2, parallelism: 1, hashLength: 32 };
const parameters = `m=${setting.memoryCost},t=${setting.timeCost},p=${setting.parallelism}`;

/** A hash takes some 30 ms during which the isolate does nothing else; past this many waiting, logins are refused. */
const gate = new Gate({ waiting: 64 });

let instance: Argon2 | undefined;
function argon2(): Argon2 {
  instance ??= new Argon2(new WebAssembly.Instance(wasm));
  return instance;
}

/**
 * Hashes passwords with argon2id (RFC 9106), peppered by HMAC under the service's key.
 *
 * The pepper makes a stolen table worthless without the key; its id stands in the PHC string so that a
 * hash is renewed at login when the key or the setting has moved on.
 */
export class PasswordHasher {
  readonly #keyring: Keyring;
  #decoy: string | undefined;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** @throws Problem `UNAVAILABLE` when too many hashes wait already. */
  async hash(password: string): Promise<string> {
    return gate.run(() => this.#hash(password));
  }

  /**
   * Whether the password made this hash. Without a hash it works as long and says no, so that nobody
   * learns from the time whether there is one.
   *
   * @throws Problem `UNAVAILABLE` when too many hashes wait already.
   */
  async verify(password: string, phc: string | undefined): Promise<boolean> {
    return gate.run(() => {
      this.#decoy ??= this.#hash("a decoy that nobody's password equals");
      const matches = this.#matches(password, phc ?? this.#decoy);
      return phc !== undefined && matches;
    });
  }

  /** Whether a hash was made with an older setting or key and should be made anew. */
  isOutdated(phc: string): boolean {
    return !phc.includes(`$${parameters},keyid=${this.#keyring.pepper()?.keyId}$`);
  }

  /** Whether the key that went into a hash is still there; without it nothing can be compared. */
  isReadable(phc: string): boolean {
    const keyId = keyIdOf(phc);
    return keyId !== undefined && this.#keyring.pepper(keyId) !== undefined;
  }

  #hash(password: string): string {
    const pepper = this.#keyring.pepper();
    if (!pepper) throw new Error("no pepper");
    const { encoded } = argon2().hash(peppered(password, pepper.key), {
      ...setting,
      salt: crypto.getRandomValues(new Uint8Array(16)),
      type: Argon2Type.Argon2id,
      version: Argon2Version.Version13,
    });
    return encoded.replace(`$${parameters}$`, `$${parameters},keyid=${pepper.keyId}$`);
  }

  #matches(password: string, phc: string): boolean {
    const keyId = keyIdOf(phc);
    const pepper = keyId && this.#keyring.pepper(keyId);
    if (!pepper) throw new Error(`no key ${keyId} for the pepper of a password hash`);
    const encoded = phc.replace(`,keyid=${keyId}$`, "$");
    return argon2().tryVerify(encoded, peppered(password, pepper.key), Argon2Type.Argon2id).success;
  }
}

function keyIdOf(phc: string): string | undefined {
  return /,keyid=([a-z0-9-]+)\$/.exec(phc)?.[1];
}

/** NFKC, as NIST SP 800-63B advises, so that a password typed on another keyboard is the same password. */
function peppered(password: string, key: Buffer): string {
  return createHmac("sha256", key).update(password.normalize("NFKC")).digest("base64");
}
