import { env } from "cloudflare:workers";
import { openConversation, type Person, signUp } from "./people.ts";
import { type Frame, openStream, type Stream } from "./stream.ts";

/** What the tests look at of a message. */
export type Message = {
  id: string;
  conversationId: string;
  seq: number;
  clientId: string;
  sender: { id: string; username: string; displayName: string };
  content: string | null;
  replyTo: string | null;
  attachments: { id: string; name: string; url: string }[];
  reactions: { emoji: string; count: number; userIds: string[] }[];
  editedAt: string | null;
  deletedAt: string | null;
  createdAt: string;
};

export type Conversation = {
  id: string;
  type: string;
  members: { userId: string; username: string }[];
  lastMessage: Message | null;
  unreadCount: number;
  updatedAt: string;
};

/** Two people who have just met, and their conversation. */
export async function directConversation(): Promise<{ ada: Person; grace: Person; id: string }> {
  const [ada, grace] = await Promise.all([signUp(), signUp()]);
  return { ada, grace, id: await openConversation(ada, grace) };
}

export const livePath = (id: string, after?: number) =>
  `/api/v1/conversations/${id}/live${after === undefined ? "" : `?after=${after}`}`;

/** Opens a person's socket in a conversation. */
export function enter(person: Person, id: string, after?: number): Promise<Stream> {
  return openStream(livePath(id, after), person.token);
}

/** Opens the socket of a person's own stream. */
export function listen(person: Person, after?: number): Promise<Stream> {
  return openStream(`/api/v1/notifications/live${after === undefined ? "" : `?after=${after}`}`, person.token);
}

/** One line of a frame: a `message.send` whose id is its `clientId`. */
export const sendLine = (clientId: string, content = clientId) =>
  JSON.stringify({ id: clientId, type: "message.send", clientId, content });

/** Sends a message over HTTP. */
export async function post(person: Person, id: string, clientId: string, content = clientId): Promise<Message> {
  const response = await person.call("POST", `/api/v1/conversations/${id}/messages`, { json: { clientId, content } });
  return response.json<Message>();
}

/** Opens a group, of which the first is the owner. @returns its id. */
export async function openGroup([owner, ...others]: [Person, ...Person[]]): Promise<string> {
  const json = { type: "group", title: "A group", memberIds: others.map(({ id }) => id) };
  return (await (await owner.call("POST", "/api/v1/conversations", { json })).json<{ id: string }>()).id;
}

/** Where one message of a conversation is changed. */
export const messagePath = ({ conversationId, id }: Pick<Message, "conversationId" | "id">) =>
  `/api/v1/conversations/${conversationId}/messages/${id}`;

/** A whole conversation as HTTP tells it, oldest first. */
export async function history(person: Person, id: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const after = messages.at(-1)?.seq ?? 0;
    const response = await person.call("GET", `/api/v1/conversations/${id}/messages?limit=100&after=${after}`);
    const { items } = await response.json<{ items: Message[] }>();
    if (items.length === 0) return messages;
    messages.push(...items);
  }
}

/** The messages that a stream told of, in the order in which it did. */
export const created = (stream: Stream) => stream.ofType("message.created").map((frame) => messageOf(frame));

/** The message that a frame carries. */
export const messageOf = (frame: Frame) => frame["message"] as Message;

export const roomOf = (id: string) => env.CHAT_ROOM.getByName(id);
export const hubOf = (person: Person) => env.USER_HUB.getByName(person.id);
