import type { Pass, Passed } from "../sessions/index.ts";
import type { Message } from "./contract.ts";

/** How a conversation stands for one member, as its room tells the member's hub. */
export type ConversationNews = {
  conversationId: string;
  messageCount: number;
  readCount: number;
  lastMessage: Message | null;
  /** Its title, and how often it got another. */
  title: string | null;
  renames: number;
  /** The newest message of somebody else that the member, who has no socket in the room, has not seen. */
  unseen: Message | null;
  /** The unseen messages that mention them, oldest first: the twenty newest. */
  mentions: Message[];
};

/** What a conversation asks of a member's hub. Telling the same twice changes nothing. */
export interface MemberHub {
  tellConversation(news: ConversationNews): Promise<void>;
  /** Whether the session may call; the hub then has the room close its sockets when it ends. */
  enterRoom(pass: Pass, conversationId: string, connectionId: string): Promise<Passed>;
  /** Of one socket, after it entered: however late it comes, it is no other's. */
  leaveRoom(sessionId: string, conversationId: string, connectionId: string): Promise<void>;
}
