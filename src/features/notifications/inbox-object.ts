import { type CommandOutcome, SocketHost, type SocketIdentity } from "../../platform/sockets/socket-host.ts";
import type { ConversationNews, ListedConversation, ListQuery } from "../chat/index.ts";
import type { Pass, Performed } from "../sessions/index.ts";
import type { NotificationFrame } from "./contract.ts";
import { ConversationDesk } from "./conversation-desk.ts";
import { ConversationList } from "./conversation-list.ts";
import type { ConversationState } from "./conversation-marks.ts";
import { DeliveryObject } from "./delivery-object.ts";
import type { InboxQuery } from "./inbox-pages.ts";
import type { NewNotification } from "./new-notification.ts";

/**
 * What one user is told, and the sockets of their tabs and devices that see it at once: the part of the
 * user's hub between their deliveries and their presence. A count is the same in every tab.
 */
export abstract class InboxObject extends DeliveryObject {
  protected readonly sockets: SocketHost<NotificationFrame>;
  readonly #desk: ConversationDesk;
  readonly #list: ConversationList;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#desk = new ConversationDesk(ctx.storage, this.teller);
    this.#list = new ConversationList(ctx.storage);
    this.sockets = new SocketHost(ctx, {
      limit: this.config.LIMIT_COMMANDS,
      log: this.log,
      onCommand: (socket, identity, command) => this.handleCommand(socket, identity, command),
    });
  }

  protected abstract handleCommand(
    socket: WebSocket,
    identity: SocketIdentity,
    command: unknown,
  ): CommandOutcome<NotificationFrame>;

  /** Tells the user something, once per key; nothing of what they did themselves. */
  notify(key: string, input: NewNotification): void {
    if (input.actor?.id !== this.userId) this.#publish(this.teller.tell(key, input, Date.now()));
  }

  /** As text: to hand twenty objects over to the Worker costs more than all else that is done for them. */
  listNotifications(query: InboxQuery): string {
    return this.inbox.page(query);
  }

  markRead(pass: Pass | null, id: string): Performed<boolean> {
    return this.perform(pass, () => this.readOne(id));
  }

  markAllRead(pass: Pass | null): Performed<boolean> {
    return this.perform(pass, () => this.readAll());
  }

  removeNotification(pass: Pass | null, id: string): Performed<boolean> {
    return this.perform(pass, () => this.#publish(this.inbox.remove(id)));
  }

  /** @returns whether there is such a notification. */
  protected readOne(id: string): boolean {
    return this.#publish(this.inbox.markRead(id, Date.now()));
  }

  protected readAll(): boolean {
    return this.#publish(this.inbox.markAllRead(Date.now()));
  }

  /** Takes in how a conversation stands. It may be told twice, or late: only what is new has an effect. */
  tellConversation(news: ConversationNews): Promise<void> {
    if (news.lastMessage) this.#list.touch(news.conversationId, Date.parse(news.lastMessage.createdAt));
    this.#publish(this.#desk.take(news, Date.now()));
    return Promise.resolve();
  }

  /** How each of these conversations stands. */
  conversationStates(conversationIds: string[]): Record<string, ConversationState> {
    return this.#desk.states(conversationIds, Date.now());
  }

  /** The user's conversations before a place in their order, newest activity first; or that it was never filled. */
  listConversations(query: ListQuery): ListedConversation[] | "unfilled" {
    return this.#list.page(query);
  }

  /** Takes over conversations from before the list was kept; `isLast` when there are no more. */
  fillConversations(listed: ListedConversation[], isLast: boolean): void {
    this.#list.fill(listed, isLast);
  }

  /** The user has joined, or opened, a conversation. Telling the same twice changes nothing. */
  addConversation(conversationId: string, activeAt: number): void {
    const isNew = !this.#list.has(conversationId);
    this.#list.touch(conversationId, activeAt);
    if (isNew) this.#publish([{ type: "conversation.updated", conversationId, lastMessage: null, unreadCount: 0 }]);
  }

  /** Keeps a conversation from notifying, but for mentions, until then; null ends that. */
  setMuted(conversationId: string, until: number | null): void {
    this.#desk.setMuted(conversationId, until);
  }

  /** Removes what is kept of a conversation that is gone, or that the user has left. Doing it again is harmless. */
  forgetConversation(conversationId: string): Promise<void> {
    this.#list.forget(conversationId);
    this.#publish(this.#desk.forget(conversationId));
    return Promise.resolve();
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.sockets.receive(socket, data);
  }

  #publish(frames: NotificationFrame[] | undefined): boolean {
    if (frames) this.sockets.broadcast(frames);
    return frames !== undefined;
  }
}
