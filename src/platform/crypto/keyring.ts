import { createHmac, hkdfSync } from "node:crypto";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Buffer } from "node:buffer";
import { digestsEqual } from "./digest.ts";

type RootKey = { id: string; secret: string };

/**
 * The service's secret keys, and all that is done with them.
 *
 * Each use has a key of its own, derived from a root key by HKDF (RFC 5869), so that no output of one
 * use is an input of another. What is made bears the id of its root key: new things are made with the
 * first root key, old ones are read with the one that they name, and so keys rotate by adding one in front.
 */
export class Keyring {
  readonly #roots: RootKey[];
  readonly #derived = new Map<string, Buffer>();

  constructor(roots: RootKey[]) {
    this.#roots = roots;
  }

  /** Encrypts text under AES-256-GCM, bound to what it is for: `<key id>.<iv>.<ciphertext and tag>`. */
  seal(purpose: string, text: string): string {
    const root = this.#current();
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key(root, "seal"), iv);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `${root.id}.${iv.toString("base64url")}.${sealed.toString("base64url")}`;
  }

  /**
   * Opens what {@link seal} made for the same purpose.
   *
   * @throws Error when it was altered, made for another purpose, or its key is gone: always a bug or an attack.
   */
  open(purpose: string, sealed: string): string {
    const [id, iv = "", body = ""] = sealed.split(".");
    const root = this.#roots.find((key) => key.id === id);
    if (!root) throw new Error(`no key ${id} to open what is sealed`);
    const bytes = Buffer.from(body, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", this.#key(root, "seal"), Buffer.from(iv, "base64url"));
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
  }

  /** A digest that only the service can make, for what is easily guessed: `<key id>.<HMAC-SHA256>`. */
  mac(purpose: string, text: string): string {
    return this.#macWith(this.#current(), purpose, text);
  }

  /** Whether {@link mac} gave this for that text, under any key that the service still has. */
  macMatches(purpose: string, text: string, mac: string): boolean {
    const root = this.#roots.find((key) => mac.startsWith(`${key.id}.`));
    return root !== undefined && digestsEqual(mac, this.#macWith(root, purpose, text));
  }

  /** The pepper of password hashes, and the one that made an older hash. */
  pepper(keyId?: string): { keyId: string; key: Buffer } | undefined {
    const root = keyId === undefined ? this.#current() : this.#roots.find((key) => key.id === keyId);
    return root && { keyId: root.id, key: this.#key(root, "pepper") };
  }

  #current(): RootKey {
    const [first] = this.#roots;
    if (!first) throw new Error("a keyring holds at least one key");
    return first;
  }

  #macWith(root: RootKey, purpose: string, text: string): string {
    return `${root.id}.${createHmac("sha256", this.#key(root, `mac:${purpose}`))
      .update(text)
      .digest("base64url")}`;
  }

  #key(root: RootKey, use: string): Buffer {
    const name = `${root.id}/${use}`;
    const known = this.#derived.get(name);
    if (known) return known;
    const key = Buffer.from(hkdfSync("sha256", Buffer.from(root.secret, "base64url"), "", `atrium/${use}`, 32));
    this.#derived.set(name, key);
    return key;
  }
}
