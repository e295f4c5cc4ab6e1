import type { Message, NewMessage } from "../../features/chat/contract.ts";
import type { Result } from "../result.ts";

/** The open socket of a conversation, as a way to send. */
export type Room = { isLive: () => boolean; send: (message: NewMessage) => Promise<Result<Message>> };

/** Which conversations are open in this client, so that messages go the short way. */
export class Rooms {
  readonly #open = new Map<string, Set<Room>>();
  #onLive: (conversationId: string) => void = () => {};

  /** @returns how to say that it is closed. */
  add(conversationId: string, room: Room): () => void {
    const rooms = this.#open.get(conversationId) ?? new Set();
    this.#open.set(conversationId, rooms.add(room));
    return () => {
      rooms.delete(room);
      if (rooms.size === 0 && this.#open.get(conversationId) === rooms) this.#open.delete(conversationId);
    };
  }

  /** The socket to send through, if one is up. */
  find(conversationId: string): Room | undefined {
    for (const room of this.#open.get(conversationId) ?? []) {
      if (room.isLive()) return room;
    }
    return undefined;
  }

  /** A conversation's socket is up, for the first time or again. */
  live(conversationId: string): void {
    this.#onLive(conversationId);
  }

  onLive(listener: (conversationId: string) => void): void {
    this.#onLive = listener;
  }
}
