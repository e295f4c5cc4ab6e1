/** So many connections are remembered over all topics. Past that they are read anew as they are needed. */
const maxRemembered = 100_000;

/**
 * Which connections follow each topic, remembered from the first frame of a topic on, so that no frame costs a
 * row for each of them. What changes is to be told here in the same turn as it is stored.
 */
export class Followers {
  readonly #read: (topic: string) => string[];
  readonly #byTopic = new Map<string, Set<string>>();
  #size = 0;

  constructor(read: (topic: string) => string[]) {
    this.#read = read;
  }

  of(topic: string): ReadonlySet<string> {
    const known = this.#byTopic.get(topic);
    if (known) return known;
    const connections = new Set(this.#read(topic));
    // Anybody may name a topic that nobody follows.
    if (connections.size === 0) return connections;
    if (this.#size + connections.size > maxRemembered) this.#clear();
    this.#byTopic.set(topic, connections);
    this.#size += connections.size;
    return connections;
  }

  add(topic: string, connectionId: string): void {
    const known = this.#byTopic.get(topic);
    if (!known || known.has(connectionId)) return;
    known.add(connectionId);
    this.#size += 1;
    if (this.#size > maxRemembered) this.#clear();
  }

  remove(topic: string, connectionId: string): void {
    const known = this.#byTopic.get(topic);
    if (!known?.delete(connectionId)) return;
    this.#size -= 1;
    if (known.size === 0) this.#byTopic.delete(topic);
  }

  forget(topic: string): void {
    this.#size -= this.#byTopic.get(topic)?.size ?? 0;
    this.#byTopic.delete(topic);
  }

  #clear(): void {
    this.#byTopic.clear();
    this.#size = 0;
  }
}
