import { desc, lt } from "drizzle-orm";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from "jose";
import type { Config } from "../../platform/config/config.ts";
import type { Keyring } from "../../platform/crypto/keyring.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { signingKeys } from "./schema.ts";

export interface SigningKeyDeps extends DatabaseDeps {
  config: Config;
  keyring: Keyring;
  now(): number;
}

const dayMs = 24 * 3600 * 1000;
const refreshMs = 5 * 60 * 1000;
const unknownKeyMs = 5_000;
const publishedAheadMs = 3600 * 1000;

type KeyRow = typeof signingKeys.$inferSelect;
type PublicKey = { kid: string; kty: "OKP"; crv: "Ed25519"; x: string; alg: "EdDSA"; use: "sig" };

/**
 * The key set of access tokens, as one isolate knows it: read from D1 every few minutes, and at once
 * (though not for every forgery) when a token names a key that it has not seen.
 */
export class SigningKeys {
  #rows: KeyRow[] = [];
  #readAt = 0;
  #imported = new Map<string, CryptoKey>();

  /** The key that signs now; makes the first one. */
  async signingKey(deps: SigningKeyDeps): Promise<{ kid: string; key: CryptoKey }> {
    await this.#read(deps, refreshMs);
    const active = this.#rows.find((row) => row.activeFrom <= deps.now());
    if (!active) {
      await createSigningKey(deps, deps.now());
      await this.#load(deps);
      return this.signingKey(deps);
    }
    const jwk = {
      kty: "OKP",
      crv: "Ed25519",
      x: active.publicKey.x,
      d: deps.keyring.open(`signing-key:${active.id}`, active.sealedPrivateKey),
    };
    return { kid: active.id, key: await this.#import(`private:${active.id}`, jwk) };
  }

  /** The key that a token names, if it is one of ours. */
  async verificationKey(deps: SigningKeyDeps, kid: string | undefined): Promise<CryptoKey | undefined> {
    await this.#read(deps, refreshMs);
    if (!this.#rows.some(({ id }) => id === kid)) await this.#read(deps, unknownKeyMs);
    const row = this.#rows.find(({ id }) => id === kid);
    return row && this.#import(`public:${row.id}`, { kty: "OKP", crv: "Ed25519", x: row.publicKey.x });
  }

  /** The public half, as JWKS has it (RFC 7517, RFC 8037). */
  async publicKeys(deps: SigningKeyDeps): Promise<PublicKey[]> {
    await this.#read(deps, unknownKeyMs);
    if (this.#rows.length === 0) await this.signingKey(deps);
    return this.#rows.map((row) => ({
      kid: row.id,
      kty: "OKP",
      crv: "Ed25519",
      x: row.publicKey.x,
      alg: "EdDSA",
      use: "sig",
    }));
  }

  async #read(deps: SigningKeyDeps, maxAgeMs: number): Promise<void> {
    const ageMs = deps.now() - this.#readAt;
    // A clock that was set back makes an age negative, and says nothing then.
    if (ageMs < 0 || ageMs >= maxAgeMs || this.#rows.length === 0) await this.#load(deps);
  }

  async #load(deps: SigningKeyDeps): Promise<void> {
    this.#rows = await deps.db.select().from(signingKeys).orderBy(desc(signingKeys.activeFrom)).limit(16);
    this.#readAt = deps.now();
  }

  async #import(name: string, jwk: Record<string, string>): Promise<CryptoKey> {
    const known = this.#imported.get(name);
    if (known) return known;
    const key = await importJWK({ ...jwk, alg: "EdDSA" }, "EdDSA");
    if (key instanceof Uint8Array) throw new Error("an OKP key is no byte array");
    this.#imported.set(name, key);
    return key;
  }
}

/** Makes the next key in time, and removes those whose successor took over more than a day ago. */
export async function rotateSigningKeys(deps: SigningKeyDeps): Promise<void> {
  const now = deps.now();
  const rows = await deps.db.select().from(signingKeys).orderBy(desc(signingKeys.activeFrom));
  const [newest] = rows;
  const isDue = newest && now - newest.createdAt > deps.config.SIGNING_KEY_DAYS * dayMs;
  if (isDue) await createSigningKey(deps, now + publishedAheadMs);
  const longActive = rows.find(({ activeFrom }) => activeFrom < now - dayMs);
  if (longActive) await deps.db.delete(signingKeys).where(lt(signingKeys.activeFrom, longActive.activeFrom));
}

async function createSigningKey(deps: SigningKeyDeps, activeFrom: number): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const { x = "" } = await exportJWK(publicKey);
  const { d = "" } = await exportJWK(privateKey);
  const id = `sig_${newSecret().slice(0, 16)}`;
  const sealedPrivateKey = deps.keyring.seal(`signing-key:${id}`, d);
  await deps.db
    .insert(signingKeys)
    .values({ id, publicKey: { x }, sealedPrivateKey, createdAt: deps.now(), activeFrom });
}
