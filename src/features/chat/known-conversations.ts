import { eq } from "drizzle-orm";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import { Problem } from "../../platform/http/problem.ts";
import { conversations } from "./schema.ts";

const maxKnown = 50_000;

/**
 * Conversations that one isolate has seen in D1. Asking a room creates it, so a room is asked only
 * when its conversation exists; ids that somebody makes up leave nothing behind.
 */
export class KnownConversations {
  readonly #ids = new Set<string>();

  /** @throws Problem `NOT_FOUND` when there is no such conversation. */
  async require(deps: DatabaseDeps, id: string): Promise<void> {
    if (this.#ids.has(id)) return;
    const row = await deps.db
      .select({ id: conversations.id })
      .from(conversations)
      .where(eq(conversations.id, id))
      .get();
    if (!row) throw new Problem("NOT_FOUND");
    if (this.#ids.size >= maxKnown) this.#ids.clear();
    this.#ids.add(id);
  }

  /** Of one that was deleted; other isolates ask its room, which knows of no members. */
  forget(id: string): void {
    this.#ids.delete(id);
  }
}
