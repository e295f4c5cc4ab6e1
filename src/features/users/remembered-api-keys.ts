import type { ApiKeyGrant } from "../sessions/index.ts";

const rememberedMs = 5_000;
const maxEntries = 2_000;

/** What one isolate saw of API keys in the last five seconds, by the digests of their secrets; for reads alone. */
export class RememberedApiKeys {
  readonly #grants = new Map<string, { grant: ApiKeyGrant; readAt: number }>();

  recall(secretDigest: string, now: number): ApiKeyGrant | undefined {
    const known = this.#grants.get(secretDigest);
    // A clock that was set back must not make it remembered for longer.
    const isFresh = known && known.readAt <= now && now - known.readAt < rememberedMs;
    return isFresh && known.grant.expiresAt > now ? known.grant : undefined;
  }

  remember(secretDigest: string, grant: ApiKeyGrant, now: number): void {
    if (this.#grants.size >= maxEntries) this.#grants.clear();
    this.#grants.set(secretDigest, { grant, readAt: now });
  }

  /** After a key went or its owner's roles changed: reading again for all is cheaper than to know which. */
  forgetAll(): void {
    this.#grants.clear();
  }
}
