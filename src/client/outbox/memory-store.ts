import { keyOf, type OutboxStore, type StoredKey, type StoredMessage } from "./outgoing.ts";

/** Messages wait here as long as the program runs. */
export class MemoryStore implements OutboxStore {
  readonly #messages = new Map<string, StoredMessage>();

  async list(userId: string): Promise<StoredMessage[]> {
    return [...this.#messages.values()].filter((message) => message.userId === userId);
  }

  async put(message: StoredMessage): Promise<void> {
    this.#messages.set(keyOf(message), message);
  }

  async remove(key: StoredKey): Promise<void> {
    this.#messages.delete(keyOf(key));
  }

  async isEmpty(): Promise<boolean> {
    return this.#messages.size === 0;
  }
}
