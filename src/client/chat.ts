import type {
  Conversation,
  Message,
  MessageEdit,
  NewConversation,
  NewMessage,
  OpenQuestion,
} from "../features/chat/contract.ts";
import type { Companion } from "../features/companions/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import { Attachments } from "./attachments.ts";
import { ConversationLive, type ConversationLiveOptions } from "./conversation-live.ts";
import { Members } from "./members.ts";
import { Outbox, type OutboxView } from "./outbox/outbox.ts";
import { Rooms } from "./outbox/rooms.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** Conversations, their messages, and each one live. */
export class Chat {
  readonly members: Members;
  readonly attachments: Attachments;
  /** One's own messages that the server does not have yet. */
  readonly outbox: OutboxView;
  readonly #outbox: Outbox;
  readonly #transport: Transport;
  readonly #rooms = new Rooms();

  constructor(transport: Transport) {
    this.#transport = transport;
    this.members = new Members(transport);
    this.attachments = new Attachments(transport);
    this.#outbox = new Outbox(transport, this.#rooms);
    this.outbox = this.#outbox;
  }

  /** The one direct conversation with that person, made if need be. */
  openDirect(userId: string): Promise<Result<Conversation>> {
    return this.#create({ type: "direct", userId });
  }

  /** A new conversation of several people, which its maker owns. */
  createGroup(group: { title: string; memberIds: string[] }): Promise<Result<Conversation>> {
    return this.#create({ type: "group", ...group });
  }

  /** The AI participants that one may talk to. */
  companions(): Promise<Result<{ items: Companion[] }>> {
    return this.#transport.request("GET", "/companions");
  }

  /** A new conversation with a companion: one of {@link companions}, by its name. */
  openCompanion(companion: string): Promise<Result<Conversation>> {
    return this.#create({ type: "companion", companion });
  }

  /** The newest activity first. */
  list(query: PageQuery = {}): Promise<Result<Page<Conversation>>> {
    return this.#transport.request("GET", "/conversations", { query });
  }

  get(conversationId: string): Promise<Result<Conversation>> {
    return this.#transport.request("GET", pathOf(conversationId));
  }

  /** Gives a group another title. `FORBIDDEN` for who may not. */
  rename(conversationId: string, title: string): Promise<Result<Conversation>> {
    return this.#transport.request("PATCH", pathOf(conversationId), { body: { title } });
  }

  /** Deletes a group with all that was said, for everyone. `FORBIDDEN` for who does not own it. */
  remove(conversationId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", pathOf(conversationId));
  }

  /** Has its messages notify one no more: until a time (ISO 8601), or for good. */
  mute(conversationId: string, until?: string): Promise<Result<null>> {
    const body = until === undefined ? {} : { until };
    return this.#transport.request("PUT", `${pathOf(conversationId)}/mute`, { body });
  }

  unmute(conversationId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `${pathOf(conversationId)}/mute`);
  }

  /** A page of messages in `seq` order: the newest, or those before or after a `seq`. */
  messages(
    conversationId: string,
    range: { before?: number; after?: number; limit?: number } = {},
  ): Promise<Result<Page<Message>>> {
    return this.#transport.request("GET", `${pathOf(conversationId)}/messages`, { query: range });
  }

  /**
   * Sends a message: once for its `clientId`, in the order of calls, and however long it takes. It waits in
   * the {@link outbox} until the server has it, so it outlives lost connections and, in browsers, the page.
   *
   * @returns what became of it: the message as stored, or why it was refused. While the server can't be
   * reached there is nothing to tell yet; the outbox tells how it stands.
   */
  send(
    conversationId: string,
    { clientId = crypto.randomUUID(), ...message }: Omit<NewMessage, "clientId"> & { clientId?: string },
  ): Promise<Result<Message>> {
    return this.#outbox.send(conversationId, { clientId, ...message });
  }

  /** Changes what one's own message says. `FORBIDDEN` for another's. */
  edit(conversationId: string, messageId: string, content: string): Promise<Result<Message>> {
    return this.#transport.request("PATCH", messagePath(conversationId, messageId), { body: { content } });
  }

  /** Takes a message back; a mark stays in its place. */
  removeMessage(conversationId: string, messageId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", messagePath(conversationId, messageId));
  }

  /** What a message said before it was edited, oldest first. */
  edits(conversationId: string, messageId: string, query: PageQuery = {}): Promise<Result<Page<MessageEdit>>> {
    return this.#transport.request("GET", `${messagePath(conversationId, messageId)}/edits`, { query });
  }

  /** Adds one's reaction: a single emoji. */
  react(conversationId: string, messageId: string, emoji: string): Promise<Result<null>> {
    return this.#transport.request("PUT", reactionPath(conversationId, messageId, emoji));
  }

  unreact(conversationId: string, messageId: string, emoji: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", reactionPath(conversationId, messageId, emoji));
  }

  /** The messages of a companion's conversation that it has not answered yet. */
  questions(conversationId: string, query: PageQuery = {}): Promise<Result<Page<OpenQuestion>>> {
    return this.#transport.request("GET", `${pathOf(conversationId)}/questions`, { query });
  }

  /** Has the companion try again to answer a message that it has failed to. */
  answer(conversationId: string, messageId: string): Promise<Result<OpenQuestion>> {
    return this.#transport.request("POST", `${messagePath(conversationId, messageId)}/answer`);
  }

  /** Marks everything up to `seq` read. */
  markRead(conversationId: string, seq: number): Promise<Result<null>> {
    return this.#transport.request("PUT", `${pathOf(conversationId)}/read`, { body: { seq } });
  }

  /** Messages of one conversation that have these words. */
  search(conversationId: string, q: string, page: PageQuery = {}): Promise<Result<Page<Message>>> {
    return this.#transport.request("GET", `${pathOf(conversationId)}/search`, { query: { q, ...page } });
  }

  /** The same in all of one's conversations. */
  searchAll(q: string, page: PageQuery = {}): Promise<Result<Page<Message>>> {
    return this.#transport.request("GET", "/messages/search", { query: { q, ...page } });
  }

  /** Opens the conversation's stream, which stays open across lost connections until `close()`. */
  live(conversationId: string, options: ConversationLiveOptions): ConversationLive {
    return new ConversationLive(this.#transport, this.#rooms, conversationId, options);
  }

  #create(body: NewConversation): Promise<Result<Conversation>> {
    return this.#transport.request("POST", "/conversations", { body });
  }
}

function pathOf(conversationId: string): string {
  return `/conversations/${conversationId}`;
}

function messagePath(conversationId: string, messageId: string): string {
  return `${pathOf(conversationId)}/messages/${messageId}`;
}

function reactionPath(conversationId: string, messageId: string, emoji: string): string {
  return `${messagePath(conversationId, messageId)}/reactions/${encodeURIComponent(emoji)}`;
}
