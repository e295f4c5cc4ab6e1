import { evictAllDurableObjects } from "cloudflare:test";
import * as fc from "fast-check";
import { test } from "vitest";
import { enter, history, type Message, messageOf, openGroup } from "../../support/chat.ts";
import { eventually } from "../../support/eventually.ts";
import { type Person, signUp } from "../../support/people.ts";
import type { Frame, Stream } from "../../support/stream.ts";

const emoji = ["👍", "❤️"];

/** Messages are chosen by how long ago they were seen: the commands of a schedule hit one another. */
type Step =
  | { do: "send"; who: 0 | 1; count: number }
  | { do: "edit"; who: 0 | 1; back: number }
  | { do: "delete"; who: 0 | 1; back: number }
  | { do: "react"; who: 0 | 1; back: number; emoji: number; isOn: boolean }
  | { do: "read" | "resend" | "reconnect"; who: 0 | 1 }
  | { do: "wait" | "evict" };

const who = fc.constantFrom<0 | 1>(0, 1);
const back = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("send"), who, count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("edit"), who, back }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete"), who, back }) },
  {
    weight: 9,
    arbitrary: fc.record({ do: fc.constant("react"), who, back, emoji: fc.nat(1), isOn: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("read", "resend", "reconnect"), who }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("wait", "wait", "wait", "evict") }) },
);

type Command = { id: string; type: string; messageId?: string; [field: string]: unknown };

/**
 * A client as the contract has it, with what it believes: who alone may change something knows how it must
 * end, whatever is answered, cut off or sent again.
 */
class Client {
  /** What it sees, by the id of the message. */
  readonly view = new Map<string, Message>();
  /** What its own messages must say in the end, by their clientId; null for deleted. */
  readonly contents = new Map<string, string | null>();
  /** Whether its reaction is there in the end, by message and emoji. */
  readonly reactions = new Map<string, boolean>();
  readonly person: Person;
  readonly #conversationId: string;
  #unanswered: Command[] = [];
  #stream: Stream | undefined;
  #read = 0;
  #seq = 0;
  #commands = 0;

  constructor(person: Person, conversationId: string) {
    this.person = person;
    this.#conversationId = conversationId;
  }

  /** Comes back for what it missed, and says again what was not answered, in the order of the first time. */
  async connect(): Promise<void> {
    this.catchUp();
    this.#stream?.close();
    this.#read = 0;
    this.#stream = await enter(this.person, this.#conversationId, this.#seq);
    this.resend();
  }

  resend(): void {
    const lines = this.#unanswered.map((command) => JSON.stringify(command));
    if (lines.length > 0) this.#stream?.send(lines.join("\n"));
  }

  say(type: string, fields: object): void {
    this.#commands += 1;
    const command = { id: String(this.#commands), type, ...fields };
    this.#unanswered.push(command);
    this.#stream?.send(JSON.stringify(command));
  }

  seen(isOwn: boolean, ago: number): Message | undefined {
    const messages = [...this.view.values()].filter(({ sender }) => !isOwn || sender.id === this.person.id);
    return messages.at(-1 - ago);
  }

  /** Takes in what has come on the open connection: every number once, in order. */
  catchUp(): boolean {
    const frames = this.#stream?.frames.slice(this.#read) ?? [];
    this.#read += frames.length;
    for (const frame of frames) this.#take(frame);
    return this.#unanswered.length === 0;
  }

  /** Waits until nothing that it said is unanswered. */
  async settle(): Promise<void> {
    const isAnswered = () => {
      if (!this.catchUp()) throw new Error("not everything is answered");
    };
    await eventually(isAnswered);
  }

  #take(frame: Frame): void {
    if (frame.type === "reset") throw new Error("the stream was reset");
    if (frame.type === "ack" || frame.type === "error") {
      const isExpected = frame.type === "ack" || frame["code"] === "CONFLICT";
      if (!isExpected) throw new Error(JSON.stringify(frame));
      this.#unanswered = this.#unanswered.filter(({ id }) => id !== frame["id"]);
    }
    if (frame.type === "ready" || typeof frame["seq"] !== "number" || frame.type === "ack") return;
    this.#seq += 1;
    if (frame["seq"] !== this.#seq) throw new Error(`${frame["seq"]} came in the place of ${this.#seq}`);
    this.#see(frame);
  }

  #see(frame: Frame): void {
    if (frame.type === "reaction.changed") {
      const message = this.view.get(String(frame["messageId"]));
      if (message) this.view.set(message.id, { ...message, reactions: frame["reactions"] as Message["reactions"] });
    } else this.view.set(messageOf(frame).id, messageOf(frame));
  }
}

async function perform(clients: [Client, Client], next: Step, at: number): Promise<unknown> {
  const client = "who" in next ? clients[next.who] : clients[0];
  client.catchUp();
  switch (next.do) {
    case "send":
      return Array.from({ length: next.count }, (_, nth) => {
        const clientId = `${next.who}.${at}.${nth}`;
        client.contents.set(clientId, clientId);
        return client.say("message.send", { clientId, content: clientId });
      });
    case "edit":
    case "delete": {
      const message = client.seen(true, next.back);
      if (!message) return undefined;
      const content = next.do === "edit" ? `edited ${at % 3}` : null;
      if (client.contents.get(message.clientId) !== null) client.contents.set(message.clientId, content);
      return client.say(`message.${next.do}`, { messageId: message.id, ...(content !== null && { content }) });
    }
    case "react": {
      const [message, one] = [client.seen(false, next.back), emoji[next.emoji]];
      if (!message) return undefined;
      client.reactions.set(`${message.clientId} ${one}`, next.isOn);
      return client.say(next.isOn ? "reaction.add" : "reaction.remove", { messageId: message.id, emoji: one });
    }
    case "read":
      return client.say("read", { seq: at });
    case "resend":
      return client.resend();
    case "reconnect":
      return client.connect();
    case "wait":
      for (const one of clients) await one.settle();
      return undefined;
    case "evict":
      return evictAllDurableObjects();
  }
}

/** What must be there in the end: nobody but its sender changes a message, and its reactions go with it. */
function expected(clients: [Client, Client]): string[] {
  return clients.flatMap(({ contents }) =>
    [...contents].map(([clientId, content]) => {
      const named = clients.flatMap(({ reactions, person }) =>
        emoji.filter((one) => reactions.get(`${clientId} ${one}`)).map((one) => `${one} ${person.id}`),
      );
      return JSON.stringify([clientId, content, content === null ? [] : named.toSorted()]);
    }),
  );
}

const summaryOf = ({ clientId, content, reactions }: Message) =>
  JSON.stringify([
    clientId,
    content,
    reactions.flatMap((one) => one.userIds.map((userId) => `${one.emoji} ${userId}`)).toSorted(),
  ]);

test(
  "edits, deletions and reactions end as those who made them meant, for everyone, over whatever connections",
  { timeout: 120_000 },
  async ({ expect }) => {
    const people: [Person, Person] = [await signUp(), await signUp()];

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 80 }), async (steps) => {
        const id = await openGroup(people);
        const clients: [Client, Client] = [new Client(people[0], id), new Client(people[1], id)];
        for (const client of clients) await client.connect();

        for (const [at, each] of steps.entries()) await perform(clients, each, at);
        for (const client of clients) {
          client.resend();
          await client.settle();
        }

        const log = await history(people[0], id);
        expect(log.map(summaryOf).toSorted()).toEqual(expected(clients).toSorted());
        for (const client of clients) {
          await eventually(() => {
            client.catchUp();
            expect([...client.view.values()]).toEqual(log);
          });
        }
      }),
      // A schedule takes too long to be made smaller.
      { numRuns: 8, endOnFailure: true },
    );
  },
);
