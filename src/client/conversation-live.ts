import type { ConversationFrame, Message, NewMessage } from "../features/chat/contract.ts";
import { LiveStream, type StreamOptions, type StreamState } from "./live-stream.ts";
import { type Result, succeed, unreachable } from "./result.ts";
import type { Transport } from "./transport.ts";

/** What happens in a conversation. Answers to one's own commands are the promises of its methods. */
export type ConversationEvent = Exclude<ConversationFrame, { type: "ack" | "error" }>;
export type ConversationLiveOptions = StreamOptions<ConversationEvent>;

type ConversationAck = Extract<ConversationFrame, { type: "ack" }>;

/** The server forgets that someone types 5 s after they last said so. */
const typingEveryMs = 3_000;

/** One conversation, live. */
export class ConversationLive {
  readonly #stream: LiveStream<ConversationEvent, ConversationAck>;
  #saidTypingAt = 0;

  constructor(transport: Transport, conversationId: string, options: ConversationLiveOptions) {
    const path = `/conversations/${conversationId}`;
    this.#stream = new LiveStream(transport, { path: `${path}/live`, probe: path }, options);
  }

  get state(): StreamState {
    return this.#stream.state;
  }

  get seq(): number | null {
    return this.#stream.seq;
  }

  /**
   * Sends a message and gives it as stored: durable, and once for its `clientId` however often it is sent.
   * Survives reconnects for up to a minute; then, or when closed, `NETWORK`: it may have arrived or not.
   */
  async send({
    clientId = crypto.randomUUID(),
    content,
    replyTo,
  }: Partial<NewMessage> & { content: string }): Promise<Result<Message>> {
    this.typing(false);
    const command = { type: "message.send", clientId, content, replyTo };
    const { data, error } = await this.#stream.command(command, { isRepeatable: true });
    if (error) return { data: null, error };
    return "message" in data ? succeed(data.message) : unreachable("The server's answer has no message.");
  }

  /** Marks everything up to `seq` read. */
  async read(seq: number): Promise<Result<null>> {
    const { error } = await this.#stream.command({ type: "read", seq }, { isRepeatable: true });
    return error ? { data: null, error } : succeed(null);
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
}
