import type { Logger } from "../../platform/log/logger.ts";
import { type SocketHost, type SocketIdentity, visitOf } from "../../platform/sockets/socket-host.ts";
import { type Pass, type Passed, RememberedSessions } from "../sessions/index.ts";
import type { ConversationFrame } from "./contract.ts";
import type { MemberHub } from "./news.ts";

type Options = {
  conversationId: string;
  log: Logger;
  sockets: SocketHost<ConversationFrame>;
  /** So many the room takes in itself; a socket that goes to a relay has a visit of its own. */
  mostSockets: number;
  hubOf: (userId: string) => Pick<MemberHub, "enterRoom" | "leaveRoom">;
};

/**
 * What the hubs of members know of the sockets here. A hub closes the sockets of a session with the session, wherever
 * it knows of a visit; several sockets of a session may be on one.
 */
export class Visits {
  readonly #options: Options;
  /** The sockets that sessions with some here may open without asking their hub. */
  readonly #granted = new RememberedSessions();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Takes a socket on the visit of another of its session, for which the hub has given leave in advance: it knows of
   * the session, and would have said so if it were over. @returns undefined where the hub has to be asked.
   */
  share(asked: SocketIdentity, { sessionId, ip }: Pass): SocketIdentity | undefined {
    const visitId = this.#visitOf(sessionId);
    if (visitId === undefined || !this.#granted.take(sessionId, ip, Date.now())) return undefined;
    return { ...asked, visitId };
  }

  /** Asks the hub whether the session may call, and to remember the room; of one that is here already for some more calls at once. */
  async begin({ userId, connectionId }: SocketIdentity, pass: Pass): Promise<Passed> {
    const { hubOf, conversationId } = this.#options;
    const { sessionId, ip } = pass;
    const askedAt = Date.now();
    const asked = this.#visitOf(sessionId) === undefined ? pass : this.#granted.ahead(pass, askedAt);
    const passed = await hubOf(userId).enterRoom(asked, conversationId, connectionId);
    const { check, admission } = passed;
    if (check.live) this.#granted.remember(sessionId, { ...check, ip }, admission, askedAt);
    return passed;
  }

  /** Others may be here on the same visit. A hub that does not hear it remembers one socket too many, which does no harm. */
  async leave(identity: SocketIdentity): Promise<void> {
    const { sockets, hubOf, conversationId, log } = this.#options;
    const { userId, sessionId } = identity;
    const visitId = visitOf(identity);
    const isSame = (socket: WebSocket) => visitOf(sockets.identityOf(socket)) === visitId;
    const one = sockets.anyOf(sessionId);
    if (one && (isSame(one) || sockets.open(sessionId).some(isSame))) return;
    await hubOf(userId)
      .leaveRoom(sessionId, conversationId, visitId)
      .catch((error: unknown) => log.error("a hub could not be told that a socket left", error));
  }

  #visitOf(sessionId: string): string | undefined {
    const { sockets, mostSockets } = this.#options;
    if (sockets.hasAtLeast(mostSockets)) return undefined;
    const socket = sockets.anyOf(sessionId);
    return socket && visitOf(sockets.identityOf(socket));
  }
}
