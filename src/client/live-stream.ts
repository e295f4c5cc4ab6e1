import type { Ack } from "../platform/sockets/contract.ts";
import { Backoff } from "./backoff.ts";
import { type Command, Commands, type Refusal } from "./commands.ts";
import { Connection } from "./connection.ts";
import { callOut } from "./mistake.ts";
import { Reading } from "./reading.ts";
import { parseTrusted } from "./json.ts";
import type { Failure, Result } from "./result.ts";
import type { Transport } from "./transport.ts";
import { onWake } from "./wake.ts";

/** `live` once the server has greeted; `closed` is final. */
export type StreamState = "connecting" | "live" | "reconnecting" | "closed";

/** Why a stream is closed: by the application, by the end of the session, or for lack of access. */
export type CloseReason = "closed" | "session-over" | "not-a-member" | "gone";

export type StreamOptions<Event> = {
  /** Resume after this event; without it the stream begins with what happens next. */
  after?: number;
  /** Each event once, in order. After `reset` too much was missed: read the list over HTTP again. */
  onEvent?: (event: Event) => void;
  /**
   * How coming back went, each time it is known: `recovered` when every numbered event that was missed has
   * been given to `onEvent`; otherwise they are gone, and what is shown has to be read again over HTTP.
   */
  onRecovered?: (outcome: { recovered: boolean }) => void;
  onState?: (state: StreamState, reason: CloseReason | null) => void;
};

type Endpoint = {
  path: string;
  /** Read over HTTP when a socket is refused: browsers hide why, and this answers with the reason. */
  probe: string;
  /** A stream whose events have no numbers has nothing to resume from. */
  isDurable: boolean;
};

/** The subprotocol is also the contract's `PROTOCOL`, of which only types may be imported here. */
const protocol = "atrium.v1" satisfies typeof import("../platform/sockets/contract.ts").PROTOCOL;

/** Codes after which coming back is pointless; 4401 is dealt with by ending the session. */
const finalReasons: Partial<Record<number, CloseReason>> = { 4403: "not-a-member", 4404: "gone" };

/**
 * A stream of events that outlives its connections: it reconnects, resumes where it was, drops what it has
 * seen before, and sends unanswered commands again. It ends by `close()`, with the session, or when the
 * server says that there is nothing to come back for.
 */
export class LiveStream<Event extends { type: string; seq?: number }, Answer extends Ack = Ack> {
  readonly #transport: Transport;
  readonly #endpoint: Endpoint;
  readonly #options: StreamOptions<Event>;
  readonly #reading: Reading;
  readonly #backoff = new Backoff();
  readonly #commands = new Commands<Answer>();
  readonly #stopListening: (() => void)[];
  #connection: Connection | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #state: StreamState = "connecting";

  constructor(transport: Transport, endpoint: Endpoint, options: StreamOptions<Event>) {
    this.#transport = transport;
    this.#endpoint = endpoint;
    this.#options = options;
    this.#reading = new Reading(options.after, endpoint.isDurable);
    this.#stopListening = [onWake(() => this.#wake()), transport.access.onEnd(() => this.#finish("session-over"))];
    void this.#connect();
  }

  get state(): StreamState {
    return this.#state;
  }

  /** The last event seen, to resume after later. Null before the first greeting. */
  get seq(): number | null {
    return this.#reading.seq;
  }

  /** Sends a command and gives its ack. One that may be repeated survives reconnects, for up to a minute. */
  command(command: Command, { isRepeatable }: { isRepeatable: boolean }): Promise<Result<Answer>> {
    const answer = this.#commands.add(command, isRepeatable, (text) => this.#send(text));
    if (this.#state === "closed") this.#commands.giveUp();
    return answer;
  }

  close(): void {
    this.#finish("closed");
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const token = await this.#transport.access.token();
    if (this.#state === "closed" || this.#connection) return;
    if (token.error) return this.#refused(token.error);
    const url = this.#transport.address(this.#endpoint.path, { after: this.#reading.seq ?? undefined }, "ws").href;
    const protocols = [protocol, `bearer.${token.data}`];
    const socket = this.#transport.options.openSocket?.(url, protocols) ?? new WebSocket(url, protocols);
    this.#connection = new Connection(socket, {
      onText: (text) => this.#receive(text),
      onEnd: (code, wasOpen) => this.#disconnected(code, wasOpen),
    });
  }

  #receive(text: string): void {
    for (const line of text.split("\n")) {
      if (line.trim() !== "") this.#take(parseTrusted(line));
    }
    const received = this.#reading.read(text.length);
    if (received) this.#send(JSON.stringify(received));
  }

  #take(frame: Event | Answer | Refusal): void {
    // The application may close the stream in the middle of a frame.
    if (this.#state === "closed") return;
    if (this.#isAnswer(frame)) return this.#commands.answered(frame);
    if (!this.#reading.isNew(frame)) return;
    if (frame.type === "ready") this.#ready();
    callOut(() => this.#options.onEvent?.(frame));
    const recovered = this.#reading.recovered(frame);
    if (recovered !== null) callOut(() => this.#options.onRecovered?.({ recovered }));
  }

  #isAnswer(frame: Event | Answer | Refusal): frame is Answer | Refusal {
    return frame.type === "ack" || frame.type === "error";
  }

  #ready(): void {
    this.#backoff.connected();
    this.#become("live", null);
    this.#commands.resend((text) => this.#send(text));
  }

  #send(text: string): boolean {
    if (this.#state !== "live" || !this.#connection) return false;
    this.#connection.send(text);
    return true;
  }

  #disconnected(code: number, wasOpen: boolean): void {
    this.#drop();
    const reason = finalReasons[code];
    if (code === 4401) this.#transport.access.end("session-over");
    else if (reason) this.#finish(reason);
    else if (wasOpen) this.#comeBack({ isAskedFor: code === 1012 });
    else void this.#askWhy();
  }

  /** A refused handshake looks like a dead network to a page. Plain HTTP tells them apart. */
  async #askWhy(): Promise<void> {
    this.#become("reconnecting", null);
    const { error } = await this.#transport.request("GET", this.#endpoint.probe);
    if (this.#state === "closed") return;
    if (error) this.#refused(error);
    else this.#comeBack();
  }

  #refused({ status }: Failure): void {
    if (status === 401) this.#finish("session-over");
    else if (status === 403) this.#finish("not-a-member");
    else if (status === 404) this.#finish("gone");
    else this.#comeBack();
  }

  #comeBack({ isAskedFor } = { isAskedFor: false }): void {
    this.#become("reconnecting", null);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), this.#backoff.nextMs({ isAskedFor }));
  }

  #wake(): void {
    if (this.#connection) this.#connection.check();
    else if (this.#retry !== undefined) void this.#connect();
  }

  #finish(reason: CloseReason): void {
    if (this.#state === "closed") return;
    this.#drop();
    clearTimeout(this.#retry);
    for (const stop of this.#stopListening) stop();
    this.#become("closed", reason);
    this.#commands.giveUp();
  }

  #drop(): void {
    this.#connection?.drop();
    this.#connection = null;
    this.#commands.disconnected();
  }

  #become(state: StreamState, reason: CloseReason | null): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState?.(state, reason);
  }
}
