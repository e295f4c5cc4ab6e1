import { setTimeout as sleep } from "node:timers/promises";
import type { Attempt, Sending } from "../checkers.ts";
import type { Random } from "../random.ts";
import { type RawFrame, RawStream } from "../raw-stream.ts";
import type { RemoteUser } from "../remote-user.ts";

type Command = {
  type: string;
  clientId?: string;
  messageId?: string;
  content?: string;
  seq?: number;
  emoji?: string;
};
type Pending = { command: Command & { id: string }; transmissions: number; startedAt: number };
type Own = { id: string; isBusy: boolean };

const inFlight = 8;
const emojis = ["👍", "🎉", "🙈"];
/** Codes that ask for another try, rather than refuse. */
const tryAgain = new Set(["INTERNAL", "UNAVAILABLE"]);

export type ChatterOptions = {
  name: string;
  user: RemoteUser;
  conversationId: string;
  random: Random;
  /** The mean time between two acts. */
  paceMs: number;
  /** May be taken out of the conversation, so that refusals are no faults. */
  isGuest?: boolean;
};

/**
 * Somebody who chats, edits, deletes, reacts and reads, and sends again what was not answered. It knows what
 * has to be so in the end.
 */
export class Chatter extends RawStream {
  readonly conversationId: string;
  readonly sendings: Sending[] = [];
  /** Sent again after an error, and so perhaps out of order. */
  readonly disordered = new Set<string>();
  readonly refused = new Set<string>();
  readonly attempts: Attempt[] = [];
  /** What each message has to say in the end that was edited; null for what was deleted. */
  readonly wordings = new Map<string, string | null>();
  readonly reactedTo = new Map<string, string>();
  readUpTo = 0;
  /** Where everybody has read, as the last greeting said. */
  reads: { userId: string; readSeq: number }[] = [];
  readonly #options: ChatterOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #own: Own[] = [];
  readonly #seen: string[] = [];
  #acts = 0;
  #isStopped = false;

  constructor(options: ChatterOptions) {
    super(options.user, `/conversations/${options.conversationId}/live`);
    this.#options = options;
    this.conversationId = options.conversationId;
  }

  get owner(): RemoteUser {
    return this.user;
  }

  get userId(): string {
    return this.user.id;
  }

  get acked(): number {
    return this.sendings.filter(({ seq }) => seq !== undefined).length;
  }

  /** Acts at its own pace, until stopped. */
  async chat(): Promise<void> {
    const { random, paceMs } = this.#options;
    while (!this.#isStopped) {
      if (this.isReady && this.#pending.size < inFlight) this.#act();
      await sleep(random.between(0.5, 1.5) * paceMs);
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Waits until everything was answered. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await sleep(20);
  }

  /** Says something, as soon as few enough things are unanswered. */
  async say(content?: string): Promise<void> {
    while (!this.isReady || this.#pending.size >= inFlight) await sleep(5);
    this.#say(content);
  }

  /** Sends the last few messages again that were acked long since. */
  sendAgain(count: number): void {
    for (const { clientId } of this.sendings.filter(({ seq }) => seq !== undefined).slice(-count))
      this.send({ id: clientId, type: "message.send", clientId, content: "Sent again, with other words." });
  }

  protected override onReady({ reads = [] }: RawFrame): void {
    this.reads = reads;
    // In the order in which they were first sent: a Map keeps it.
    for (const pending of this.#pending.values()) this.#transmit(pending);
  }

  protected override onFrame(frame: RawFrame): void {
    if (frame.type === "message.created" && frame.message) this.#seen.push(frame.message.id);
    if (frame.type === "ack") this.#acked(frame);
    if (frame.type === "error") this.#failed(frame);
  }

  #act(): void {
    const { random, isGuest } = this.#options;
    const act = random.next();
    const own = this.#own.findLast(({ isBusy }) => !isBusy);
    const seen = this.#seen.at(-1);
    if (act < 0.08 && own && !isGuest) this.#edit(own);
    else if (act < 0.12 && own && !isGuest) this.#delete(own);
    else if (act < 0.2 && seen !== undefined && !isGuest) this.#react(seen);
    else if (act < 0.28) this.#command({ type: "read", seq: this.lastSeq });
    else this.#say();
  }

  #say(content?: string): void {
    const clientId = `${this.#options.name}-${this.sendings.length}`;
    this.sendings.push({ client: this.#options.name, senderId: this.userId, clientId });
    this.#add({ id: clientId, type: "message.send", clientId, content: content ?? `I am ${clientId}.` });
  }

  #edit(own: Own): void {
    own.isBusy = true;
    this.#command({ type: "message.edit", messageId: own.id, content: `In other words ${this.#acts}.` });
  }

  #delete(own: Own): void {
    own.isBusy = true;
    this.#own.splice(this.#own.indexOf(own), 1);
    this.#command({ type: "message.delete", messageId: own.id });
  }

  #react(messageId: string): void {
    this.#command({ type: "reaction.add", messageId, emoji: this.#options.random.pick(emojis) });
  }

  #command(command: Command): void {
    this.#acts += 1;
    this.#add({ ...command, id: `${this.#options.name}/${this.#acts}` });
  }

  #add(command: Pending["command"]): void {
    const pending = { command, transmissions: 0, startedAt: performance.now() };
    this.#pending.set(command.id, pending);
    this.#transmit(pending);
  }

  #transmit(pending: Pending): void {
    if (!this.isReady) return;
    pending.transmissions += 1;
    this.send(pending.command);
  }

  #acked({ id, seq, message }: RawFrame): void {
    const pending = this.#pending.get(id ?? "");
    const sending = this.sendings.find(({ clientId }) => clientId === id);
    if (sending?.seq !== undefined && sending.seq !== seq)
      this.faults.push(`${id} was acked as ${sending.seq} and then as ${seq}`);
    if (!pending) return;
    this.#pending.delete(pending.command.id);
    this.attempts.push({
      sessionId: this.user.sessionId,
      what: pending.command.type,
      startedAt: pending.startedAt,
      isSuccess: true,
    });
    if (sending && seq !== undefined) sending.seq = seq;
    if (message) this.#own.push({ id: message.id, isBusy: false });
    this.#note(pending.command);
  }

  /** What has to be so from now on. */
  #note({ type, messageId = "", content = "", seq = 0, emoji = "" }: Command): void {
    if (type === "read") this.readUpTo = Math.max(this.readUpTo, seq);
    if (type === "reaction.add") this.reactedTo.set(messageId, emoji);
    if (type === "message.delete") this.wordings.set(messageId, null);
    if (type === "message.edit") {
      this.wordings.set(messageId, content);
      for (const own of this.#own) if (own.id === messageId) own.isBusy = false;
    }
  }

  #failed({ id, code = "" }: RawFrame): void {
    const pending = this.#pending.get(id ?? "");
    if (pending && tryAgain.has(code)) {
      this.disordered.add(pending.command.id);
      setTimeout(() => this.#transmit(pending), 100);
      return;
    }
    if (pending) this.#pending.delete(pending.command.id);
    // One that was sent before may have been taken then.
    if (pending?.transmissions === 1) this.refused.add(pending.command.id);
    const isLate = pending?.command.type === "reaction.add" && code === "CONFLICT";
    if (!this.#options.isGuest && !isLate) this.faults.push(`${id} was answered ${code}`);
  }
}
