import type { User } from "./contract.ts";

const rememberedMs = 5_000;
const maxEntries = 2_000;

/** Users as one isolate saw them in the last five seconds, for reads of oneself; never for decisions. */
export class RememberedUsers {
  readonly #users = new Map<string, { user: User; readAt: number }>();

  recall(id: string, now: number): User | undefined {
    const known = this.#users.get(id);
    // A clock that was set back must not make it remembered for longer.
    return known && known.readAt <= now && now - known.readAt < rememberedMs ? known.user : undefined;
  }

  remember(user: User, now: number): void {
    if (this.#users.size >= maxEntries) this.#users.clear();
    this.#users.set(user.id, { user, readAt: now });
  }

  forget(id: string): void {
    this.#users.delete(id);
  }
}
