import type { AuthorizationServer, JWKS } from "oauth4webapi";
import { ProviderFailure } from "./outbound.ts";

const keptMs = 10 * 60 * 1000;
const recheckedMs = 60 * 1000;
const maxDocuments = 16;
const stepMs = 20;
/** Longer than any request to a provider takes. */
const maxSteps = 300;

type Kept<T> = { document: T; readAt: number; checkedAt: number };

/** What one isolate knows of the providers: their discovery documents, and the keys that they sign with. */
export class ProviderDocuments {
  readonly servers = new KeptDocuments<AuthorizationServer>();
  readonly keys = new KeptDocuments<JWKS>();
}

/**
 * Documents by their address, kept for ten minutes. However many requests want one at the same moment, a
 * single one reads it; the others look again and again, because a request cannot await another's I/O.
 */
class KeptDocuments<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #underWay = new Set<string>();

  /** @throws ProviderFailure when it cannot be had. */
  async read(url: string, now: number, load: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(url);
    // A clock that was set back must not make it kept for longer.
    if (known && known.readAt <= now && now - known.readAt < keptMs) return known.document;
    return this.#load(url, now, load);
  }

  /**
   * The document as it is by now, where it does not hold what is looked for: read anew once a minute at
   * most, whoever makes up what to look for.
   */
  async reread(url: string, now: number, load: () => Promise<T>): Promise<T> {
    if (this.#underWay.has(url)) return this.#await(url);
    const known = this.#kept.get(url);
    if (known && known.checkedAt <= now && now - known.checkedAt < recheckedMs) return known.document;
    if (known) known.checkedAt = now;
    return this.#load(url, now, load);
  }

  async #load(url: string, now: number, load: () => Promise<T>): Promise<T> {
    if (this.#underWay.has(url)) return this.#await(url);
    this.#underWay.add(url);
    try {
      const document = await load();
      if (this.#kept.size >= maxDocuments) this.#kept.clear();
      this.#kept.set(url, { document, readAt: now, checkedAt: now });
      return document;
    } finally {
      this.#underWay.delete(url);
    }
  }

  async #await(url: string): Promise<T> {
    const before = this.#kept.get(url);
    for (let step = 0; step < maxSteps && this.#underWay.has(url); step += 1) {
      await new Promise((resolve) => setTimeout(resolve, stepMs));
    }
    // Whoever was cut off while reading it does not stand in the way of the next.
    this.#underWay.delete(url);
    const known = this.#kept.get(url);
    if (!known || known === before) throw new ProviderFailure("the provider's document cannot be had");
    return known.document;
  }
}
