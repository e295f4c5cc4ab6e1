import type { Logger } from "../../platform/log/logger.ts";
import type { OpenRoom } from "./open-rooms.ts";

/** Where a user's sockets are remembered to be, other than at their hub: a room, or a relay of live activity. */
export interface SocketPlace {
  endSession(sessionId: string): Promise<void>;
  connectionsOf(userId: string): Promise<string[]>;
}

type Options = { log: Logger; userId: string; placeOf: (name: string) => SocketPlace };

/** Asks and tells the places of one user's sockets; one that does not answer is logged, and tried again by the hub. */
export class SocketPlaces {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Has a place close the sockets of a session that is over. @returns whether it has heard. */
  async endSession(room: OpenRoom): Promise<boolean> {
    const { placeOf, log } = this.#options;
    try {
      await placeOf(room.conversation_id).endSession(room.session_id);
      return true;
    } catch (error) {
      log.error("a room could not be told that a session is over", error, { conversationId: room.conversation_id });
      return false;
    }
  }

  /** The sockets of the user there; undefined where the place does not answer. */
  async connectionsAt(name: string): Promise<string[] | undefined> {
    const { placeOf, log, userId } = this.#options;
    try {
      return await placeOf(name).connectionsOf(userId);
    } catch (error) {
      log.warn("a room could not be asked for sockets", { name, error: String(error) });
      return undefined;
    }
  }
}
