import type { Conversation, Message, NewMessage } from "../features/chat/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import { ConversationLive, type ConversationLiveOptions } from "./conversation-live.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

/** Conversations, their messages, and each one live. */
export class Conversations {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The one direct conversation with that person, made if need be. */
  openDirect(userId: string): Promise<Result<Conversation>> {
    return this.#transport.request("POST", "/conversations", { body: { type: "direct", userId } });
  }

  /** The newest activity first. */
  list(page: { limit?: number; cursor?: string } = {}): Promise<Result<Page<Conversation>>> {
    return this.#transport.request("GET", "/conversations", { query: page });
  }

  get(conversationId: string): Promise<Result<Conversation>> {
    return this.#transport.request("GET", `/conversations/${conversationId}`);
  }

  /** A page of messages in `seq` order: the newest, or those before or after a `seq`. */
  messages(
    conversationId: string,
    range: { before?: number; after?: number; limit?: number } = {},
  ): Promise<Result<Page<Message>>> {
    return this.#transport.request("GET", `/conversations/${conversationId}/messages`, { query: range });
  }

  /** Sends over HTTP. The same `clientId` again gives the first message, so trying again is safe. */
  send(conversationId: string, message: NewMessage): Promise<Result<Message>> {
    return this.#transport.request("POST", `/conversations/${conversationId}/messages`, { body: message });
  }

  /** Marks everything up to `seq` read. */
  markRead(conversationId: string, seq: number): Promise<Result<null>> {
    return this.#transport.request("PUT", `/conversations/${conversationId}/read`, { body: { seq } });
  }

  /** Opens the conversation's stream, which stays open across lost connections until `close()`. */
  live(conversationId: string, options: ConversationLiveOptions): ConversationLive {
    return new ConversationLive(this.#transport, conversationId, options);
  }
}
