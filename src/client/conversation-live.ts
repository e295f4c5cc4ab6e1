import type { ConversationFrame, Message, NewMessage } from "../features/chat/contract.ts";
import type { Command } from "./commands.ts";
import { type CloseReason, LiveStream, type StreamOptions, type StreamState } from "./live-stream.ts";
import type { Rooms } from "./outbox/rooms.ts";
import { type Result, succeed, unreachable } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What happens in a conversation. Answers to one's own commands are the promises of its methods. */
export type ConversationEvent = Exclude<ConversationFrame, { type: "ack" | "error" }>;
export type ConversationLiveOptions = StreamOptions<ConversationEvent>;

type ConversationAck = Extract<ConversationFrame, { type: "ack" }>;

/** The server forgets that someone types 5 s after they last said so. */
const typingEveryMs = 3_000;

/** One conversation, live. Messages are sent by `chat.send`, which goes this way while it is open. */
export class ConversationLive {
  readonly #stream: LiveStream<ConversationEvent, ConversationAck>;
  readonly #leaveRooms: () => void;
  #saidTypingAt = 0;

  constructor(transport: Transport, rooms: Rooms, conversationId: string, options: ConversationLiveOptions) {
    const path = `/conversations/${conversationId}`;
    const onState = (state: StreamState, reason: CloseReason | null) => {
      if (state === "live") rooms.live(conversationId);
      if (state === "closed") this.#leaveRooms();
      options.onState?.(state, reason);
    };
    const endpoint = { path: `${path}/live`, probe: path, isDurable: true };
    this.#leaveRooms = rooms.add(conversationId, {
      isLive: () => this.#stream.state === "live",
      send: (message) => this.#send(message),
    });
    this.#stream = new LiveStream(transport, endpoint, { ...options, onState });
  }

  get state(): StreamState {
    return this.#stream.state;
  }

  /** The last event seen, to resume after later. Null before the first greeting. */
  get seq(): number | null {
    return this.#stream.seq;
  }

  /** Changes what one's own message says. `FORBIDDEN` for another's, `NOT_FOUND`. */
  edit(messageId: string, content: string): Promise<Result<null>> {
    return this.#do({ type: "message.edit", messageId, content });
  }

  /** Takes a message back; a mark stays in its place. */
  remove(messageId: string): Promise<Result<null>> {
    return this.#do({ type: "message.delete", messageId });
  }

  /** Adds one's reaction: a single emoji. */
  react(messageId: string, emoji: string): Promise<Result<null>> {
    return this.#do({ type: "reaction.add", messageId, emoji });
  }

  unreact(messageId: string, emoji: string): Promise<Result<null>> {
    return this.#do({ type: "reaction.remove", messageId, emoji });
  }

  /** Marks everything up to `seq` read. */
  read(seq: number): Promise<Result<null>> {
    return this.#do({ type: "read", seq });
  }

  /** Tells the others that one is typing, or not any more. Call it at every key: it is said only when needed. */
  typing(isTyping: boolean): void {
    const isDue = Date.now() - this.#saidTypingAt >= typingEveryMs;
    if (isTyping ? !isDue : this.#saidTypingAt === 0) return;
    this.#saidTypingAt = isTyping ? Date.now() : 0;
    void this.#stream.command({ type: isTyping ? "typing.start" : "typing.stop" }, { isRepeatable: false });
  }

  close(): void {
    this.#stream.close();
  }

  /** For the outbox, which tries again by itself. */
  async #send(message: NewMessage): Promise<Result<Message>> {
    this.typing(false);
    const { data, error } = await this.#stream.command({ type: "message.send", ...message }, { isRepeatable: false });
    if (error) return { data: null, error };
    return "message" in data ? succeed(data.message) : unreachable("The server's answer has no message.");
  }

  async #do(command: Command): Promise<Result<null>> {
    const { error } = await this.#stream.command(command, { isRepeatable: true });
    return error ? { data: null, error } : succeed(null);
  }
}
