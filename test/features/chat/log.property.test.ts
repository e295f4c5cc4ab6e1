import { evictAllDurableObjects } from "cloudflare:test";
import * as fc from "fast-check";
import { test } from "vitest";
import { directConversation, enter, history, type Message, messageOf, post, sendLine } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import type { Person } from "../../support/people.ts";
import type { Stream } from "../../support/stream.ts";

type Step =
  | { do: "send"; who: 0 | 1; count: number; isOneFrame: boolean }
  | { do: "post"; who: 0 | 1 }
  | { do: "resend"; who: 0 | 1; back: number }
  | { do: "reconnect"; who: 0 | 1 }
  | { do: "wait" }
  | { do: "evict" };

const who = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("send"),
      who,
      count: fc.integer({ min: 1, max: 9 }),
      isOneFrame: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("post"), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("resend"), who, back: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reconnect"), who }) },
  { weight: 1, arbitrary: fc.constant({ do: "wait" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "evict" as const }) },
);

/** A client as the contract has it: it remembers what it saw, resends what was not acked, and comes back for the rest. */
class Client {
  readonly sent: string[] = [];
  /** Everything seen over all its connections, each event as it came first. */
  readonly seen: Message[] = [];
  readonly acked = new Map<string, number>();
  readonly #person: Person;
  readonly #conversationId: string;
  #stream: Stream | undefined;
  #read = 0;

  constructor(person: Person, conversationId: string) {
    this.#person = person;
    this.#conversationId = conversationId;
  }

  async connect(): Promise<void> {
    this.catchUp();
    this.#stream?.close();
    this.#read = 0;
    this.#stream = await enter(this.#person, this.#conversationId, this.seen.at(-1)?.seq ?? 0);
  }

  send(clientIds: string[], isOneFrame: boolean): void {
    this.sent.push(...clientIds.filter((clientId) => !this.sent.includes(clientId)));
    const lines = clientIds.map((clientId) => sendLine(clientId));
    for (const text of isOneFrame ? [lines.join("\n")] : lines) this.#stream?.send(text);
  }

  async post(clientId: string): Promise<void> {
    this.sent.push(clientId);
    const { seq } = await post(this.#person, this.#conversationId, clientId);
    this.acked.set(clientId, seq);
  }

  /** Takes in what has come on the open connection. */
  catchUp(): void {
    const frames = this.#stream?.frames.slice(this.#read) ?? [];
    this.#read += frames.length;
    for (const frame of frames) {
      if (frame.type === "message.created") this.seen.push(messageOf(frame));
      if (frame.type === "ack") this.#noteAck(String(frame["id"]), Number(frame["seq"]));
      if (frame.type === "error" || frame.type === "reset") throw new Error(JSON.stringify(frame));
    }
  }

  #noteAck(clientId: string, seq: number): void {
    const before = this.acked.get(clientId);
    if (before !== undefined && before !== seq) throw new Error(`${clientId} was acked as ${before} and as ${seq}`);
    this.acked.set(clientId, seq);
  }

  get unacked(): string[] {
    return this.sent.filter((clientId) => !this.acked.has(clientId));
  }
}

async function perform(clients: [Client, Client], next: Step, at: number): Promise<unknown> {
  const client = "who" in next ? clients[next.who] : clients[0];
  switch (next.do) {
    case "send":
      return client.send(
        Array.from({ length: next.count }, (_, nth) => `${next.who}.${at}.${nth}`),
        next.isOneFrame,
      );
    case "post":
      return client.post(`${next.who}.${at}.http`);
    case "resend":
      return client.send(client.sent.slice(-1 - next.back).slice(0, 1), false);
    case "reconnect":
      return client.connect();
    case "wait":
      // Lets what was sent be stored and told before the next step; any moment is as good as another.
      return new Promise((resolve) => setTimeout(resolve, 3));
    case "evict":
      return evictAllDurableObjects();
  }
}

test(
  "nothing is lost, doubled or reordered, whatever is resent, cut off or put to sleep",
  { timeout: 120_000 },
  async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { ada, grace, id } = await directConversation();
        const clients: [Client, Client] = [new Client(ada, id), new Client(grace, id)];
        for (const client of clients) await client.connect();

        for (const [at, each] of steps.entries()) await perform(clients, each, at);
        for (const client of clients) {
          client.catchUp();
          client.send(client.unacked, true);
          await eventually(() => {
            client.catchUp();
            if (client.unacked.length > 0) throw new Error(`never acked: ${client.unacked.join()}`);
          });
        }

        const log = await history(ada, id);
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1));
        for (const [client, person] of [
          [clients[0], ada],
          [clients[1], grace],
        ] as const) {
          await eventually(() => {
            client.catchUp();
            expect(client.seen).toEqual(log);
          });
          const own = log.filter(({ sender }) => sender.id === person.id);
          expect(own.map(({ clientId }) => clientId).toSorted()).toEqual(client.sent.toSorted());
          for (const { clientId, seq } of own) expect(client.acked.get(clientId)).toBe(seq);
        }
      }),
      { numRuns: 12 },
    );
  },
);
