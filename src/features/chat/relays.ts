import type { Logger } from "../../platform/log/logger.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { retry } from "../../platform/limits/retry.ts";
import type { Line } from "../../platform/sockets/frames.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { type Closing, RelaySeats } from "./relay-seats.ts";

/**
 * What a room has a relay tell its sockets: frames that lead from one place in the stream to another, or,
 * where both are the same, that leave no trace.
 */
export type Publication = { after: number; seq: number; frames: Line[]; exceptUserId?: string | undefined };

/** What a room asks of one of its relays. */
export interface Relay {
  /** @returns how many sockets it holds. */
  publish(publication: Publication): Promise<number>;
  closeSockets(code: number, reason: string, connectionIds: string[]): Promise<void>;
  /** The sockets that it holds, or is about to, and whose clients are there. */
  connections(): Promise<string[]>;
}

type Options = {
  storage: DurableObjectStorage;
  log: Logger;
  relayOf: (shard: number) => Relay;
  lastSeq: () => number;
  /** Whether a user may look on, as far as the room knows. */
  mayStay: (userId: string) => boolean;
  /** Somebody is gone without having said so. */
  onLost: (seats: SocketIdentity[]) => void;
  waitUntil: (work: Promise<unknown>) => void;
};

/** So many sockets a relay holds, and so many relays a room has. */
const relaySockets = 500;
const maxRelays = 20;

/** Past so many calls under way a relay is only told that something happened, and asks for the rest. */
const maxUnderWay = 64;
/** How a relay that cannot be reached is tried again. */
const patience = { retries: 5, firstPauseMs: 200 };
/** How often what could not be closed is tried again, and a relay asked whom it has. */
const tidyMs = 5_000;

/**
 * The part of a room's audience that relays hold, past the sockets that the room keeps itself: who sits
 * where, and what they are told.
 *
 * A relay knows how far its sockets have heard, and asks for what it missed: so what cannot be delivered is
 * only said to have happened, and a room that starts anew says to all how far it is. Who is to be out is
 * written down until their relay has closed the socket.
 */
export class Relays {
  readonly #options: Options;
  readonly #seats: RelaySeats;
  readonly #stubs = new Map<number, Relay>();
  /** How many calls are under way to a relay. */
  readonly #underWay = new Map<number, number>();
  /** Relays that were not told everything because too much was under way. */
  readonly #behind = new Set<number>();
  /** When each relay was last asked whom it has. */
  readonly #askedAt = new Map<number, number>();
  #tidiedAt = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#seats = new RelaySeats(options.storage);
    if (this.#seats.count() > 0) queueMicrotask(() => this.#start());
  }

  /** How many places are given away, of all or of one user's. */
  count(userId?: string): number {
    return this.#seats.count(userId);
  }

  isPresent(userId: string): boolean {
    return this.#seats.isTakenBy(userId);
  }

  /** The sockets of a user, as their relays have them. */
  async connectionsOf(userId: string): Promise<string[]> {
    const shards = new Set(this.#seats.takenBy(userId).map(({ shard }) => shard));
    await Promise.all([...shards].map((shard) => this.#confirm(shard)));
    return this.#seats.takenBy(userId).map(({ connectionId }) => connectionId);
  }

  /** Gives somebody a place in the first relay that has one. @returns its number, or nothing when all are full. */
  place(seat: SocketIdentity, now: number): number | undefined {
    this.#lose(this.#seats.forgetLate(now));
    const shards = Array.from({ length: maxRelays }, (_, shard) => shard);
    const shard = shards.find((one) => this.#seats.countAt(one) < relaySockets);
    if (shard !== undefined) this.#seats.place(seat, shard, now);
    return shard;
  }

  /** Notes that somebody has come in. @returns who, or nothing for who has no place, or has it no more. */
  arrive(connectionId: string): SocketIdentity | undefined {
    return this.#seats.take(connectionId, Date.now());
  }

  /** @returns who left; nothing for those who were gone already. */
  leave(connectionIds: string[]): SocketIdentity[] {
    return this.#seats.leave(connectionIds);
  }

  /** Has every relay show these frames, which hold these durable events, or none. */
  publish(frames: Line[], events: Line[], exceptUserId?: string): void {
    if (this.#seats.count() === 0 || frames.length === 0) return;
    const seqs = events.flatMap(({ seq }) => seq ?? []);
    const [first, last] = [seqs[0], seqs.at(-1)];
    const seq = last ?? this.#options.lastSeq();
    this.#send({ after: first === undefined ? seq : first - 1, seq, frames, exceptUserId });
    this.#tidy();
  }

  /** Closes sockets of everyone, or of one user or session. @throws when a relay cannot be reached; it is tried again. */
  async close(code: number, reason: string, tag: string | undefined): Promise<void> {
    this.#lose(this.#seats.startClosing(code, reason, tag));
    await this.#finishClosings();
  }

  /** What was stored, or was to be closed, just before the room died may not have reached the relays. */
  #start(): void {
    const strangers = this.#seats.users().filter((userId) => !this.#options.mayStay(userId));
    for (const userId of strangers)
      this.#lose(this.#seats.startClosing(closeCode.notMember, "no longer a member", userId));
    this.#send(this.#news());
    this.#tidy();
  }

  /** From time to time, while there is anything to tell. */
  #tidy(): void {
    const now = Date.now();
    if (now - this.#tidiedAt < tidyMs) return;
    this.#tidiedAt = now;
    this.#lose(this.#seats.forgetLate(now));
    const closing = this.#finishClosings().catch((error: unknown) =>
      this.#options.log.error("sockets in a relay could not be closed; it is tried again", error),
    );
    this.#options.waitUntil(closing);
  }

  async #finishClosings(): Promise<void> {
    await Promise.all(this.#seats.closings().map((closing) => this.#finishClosing(closing)));
  }

  async #finishClosing({ shard, code, reason, connectionIds }: Closing): Promise<void> {
    const onFailure = () => {
      this.#stubs.delete(shard);
      return true;
    };
    await retry(() => this.#relay(shard).closeSockets(code, reason, connectionIds), { ...patience, onFailure });
    this.#seats.leave(connectionIds);
  }

  #send(publication: Publication): void {
    for (const shard of this.#seats.shards()) {
      if ((this.#underWay.get(shard) ?? 0) >= maxUnderWay) this.#behind.add(shard);
      else this.#options.waitUntil(this.#sendTo(shard, publication));
    }
  }

  async #sendTo(shard: number, publication: Publication): Promise<void> {
    this.#underWay.set(shard, (this.#underWay.get(shard) ?? 0) + 1);
    try {
      await this.#tell(shard, publication);
    } finally {
      const left = (this.#underWay.get(shard) ?? 1) - 1;
      if (left > 0) this.#underWay.set(shard, left);
      else this.#underWay.delete(shard);
      if (left === 0 && this.#behind.delete(shard)) this.#options.waitUntil(this.#sendTo(shard, this.#news()));
    }
  }

  /** What cannot be delivered is only said to have happened: by then the relay may know from others. */
  async #tell(shard: number, publication: Publication): Promise<void> {
    let isFirst = true;
    const tell = async () => {
      const held = await this.#relay(shard).publish(isFirst ? publication : this.#news());
      if (held !== this.#seats.takenAt(shard)) await this.#askWhom(shard);
    };
    const onFailure = (error: unknown, retries: number) => {
      this.#options.log.warn("a relay could not be told", { shard, retries, error: String(error) });
      this.#stubs.delete(shard);
      isFirst = false;
      return this.#seats.countAt(shard) > 0;
    };
    // Each failure is logged; the next publication tries again.
    await retry(tell, { ...patience, onFailure }).catch(() => undefined);
  }

  /** A relay has fewer, or more, than the room believes: it died with its sockets, or some come and go just now. */
  async #askWhom(shard: number): Promise<void> {
    const now = Date.now();
    if (now - (this.#askedAt.get(shard) ?? 0) < tidyMs) return;
    this.#askedAt.set(shard, now);
    await this.#confirm(shard);
  }

  async #confirm(shard: number): Promise<void> {
    const askedAt = Date.now();
    const held = await this.#relay(shard).connections();
    this.#lose(this.#seats.keepOnly(shard, held, askedAt));
  }

  #lose(seats: SocketIdentity[]): void {
    if (seats.length > 0) this.#options.onLost(seats);
  }

  /** That something may have happened; a relay asks for what it lacks. */
  #news(): Publication {
    return { after: -1, seq: this.#options.lastSeq(), frames: [] };
  }

  /** One stub for all calls: they then arrive in the order in which they were made. */
  #relay(shard: number): Relay {
    const known = this.#stubs.get(shard);
    if (known) return known;
    const relay = this.#options.relayOf(shard);
    this.#stubs.set(shard, relay);
    return relay;
  }
}
