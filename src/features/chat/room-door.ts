import type { LiveObject } from "../sessions/index.ts";
import type { ChatDeps } from "./deps.ts";
import { findRoom } from "./messages.ts";

/** A room's word that a relay of that number takes the socket in. */
const shardHeader = "x-atrium-relay";

export function toRelay(shard: number): Response {
  return new Response(null, { status: 307, headers: { [shardHeader]: String(shard) } });
}

/**
 * Where the socket of a conversation is taken in: at its room, or at the relay to which the room shows it.
 *
 * @throws Problem `NOT_FOUND` when there is no such conversation.
 */
export async function findRoomDoor(deps: ChatDeps, conversationId: string): Promise<LiveObject> {
  const room = await findRoom(deps, conversationId);
  return {
    fetch: async (url, upgrade) => {
      const response = await room.fetch(url, upgrade);
      const shard = response.headers.get(shardHeader);
      return shard === null ? response : deps.roomRelayOf(conversationId, Number(shard)).fetch(url, upgrade);
    },
  };
}
