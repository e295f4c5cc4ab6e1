import { createDatabase, type Database } from "../../platform/db/database.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { AudienceRoom } from "./audience-room.ts";
import type { ConversationFrame, PresenceStatus } from "./contract.ts";
import { ConversationCopy } from "./conversation-copy.ts";
import { Membership } from "./membership.ts";
import { readRoom } from "./read-room.ts";
import { RoomPresence } from "./room-presence.ts";
import { Roster } from "./roster.ts";
import { Typing } from "./typing.ts";

type MembershipParts = Pick<ConstructorParameters<typeof Membership>[0], "messages" | "commit"> & {
  /** Something else that has to be known before anybody comes in. */
  prepare: () => Promise<void>;
};

/**
 * What a room does about the members of its conversation: who they are, and who of them is there. Who the members are D1 decides; each command is checked against the copy here.
 */
export abstract class MemberRoom extends AudienceRoom {
  protected readonly db: Database;
  protected readonly roster: Roster;
  protected readonly copy: ConversationCopy;
  protected readonly typing: Typing;
  protected abstract readonly membership: Membership;
  readonly #presence: RoomPresence;
  #erasing: Promise<void> | undefined;
  /** Nothing is stored any more, and this instance has not even tables to store anything in. */
  #isErased = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.db = createDatabase(env.DB);
    this.roster = new Roster(storage);
    this.copy = new ConversationCopy(storage);
    this.typing = new Typing((userId, isTyping) => this.audience.tell({ type: "typing", userId, isTyping }, userId));
    this.#presence = new RoomPresence({
      conversationId: this.conversationId,
      log: this.log,
      roster: this.roster,
      audience: this.audience,
      hubOf: (userId) => env.USER_HUB.getByName(userId),
    });
  }

  /** Ends whatever goes on by itself. */
  protected abstract stop(): void;
  /** Gives back the files of all messages. */
  protected abstract releaseFiles(): Promise<void>;

  /** Looks at the members anew; those who are said to be gone are out before D1 has answered. */
  async rosterChanged(gone: string[] = []): Promise<void> {
    await this.membership.changed(gone);
  }

  /** The conversation was deleted: everybody is out before D1 has answered. */
  async conversationDeleted(): Promise<void> {
    if (!this.#isErased) await this.membership.deleted();
  }

  /** In a room that is no more, nobody is left to close. */
  override async endSession(sessionId: string): Promise<void> {
    if (!this.#isErased) await super.endSession(sessionId);
  }

  /** Removes all that is stored of a deleted conversation. While D1 still has it, nothing happens. */
  async erase(): Promise<void> {
    if (this.#isErased) return;
    // What deletes a conversation may be done twice, also at once.
    this.#erasing ??= this.#erase().finally(() => {
      this.#erasing = undefined;
    });
    await this.#erasing;
  }

  /** Shows that a member came or went. @returns whether anybody is here to see it. */
  async showPresence(userId: string, status: PresenceStatus): Promise<boolean> {
    return this.#presence.show(userId, status);
  }

  protected override async mayEnter(userId: string): Promise<boolean> {
    await this.membership.refresh();
    return this.isMember(userId);
  }

  protected override mayStay(userId: string): boolean {
    return this.roster.has(userId);
  }

  protected override arrived(identity: SocketIdentity): void {
    const greeted = this.#presence.greet(identity);
    if (greeted) this.ctx.waitUntil(greeted);
  }

  protected override departed(userId: string): void {
    this.typing.stop(userId);
    if (this.audience.count() === 0) this.#presence.rest();
  }

  protected override presences(): ConversationFrame[] {
    return this.#presence.known();
  }

  protected isMember(userId: string): Promise<boolean> {
    return this.membership.includes(userId);
  }

  protected createMembership({ prepare, ...parts }: MembershipParts): Membership {
    return new Membership({
      ...parts,
      roster: this.roster,
      copy: this.copy,
      log: this.log,
      readRoom: async () => {
        await prepare();
        return readRoom(this.db, this.conversationId);
      },
      onJoined: (userIds) => this.ctx.waitUntil(this.#presence.add(userIds)),
      onLeft: (userIds) => this.#turnOut(userIds),
      onGone: () => {
        if (!this.#isErased) this.#close(closeCode.gone, "conversation gone");
      },
    });
  }

  async #erase(): Promise<void> {
    if (await readRoom(this.db, this.conversationId)) return;
    await this.audience.close(closeCode.gone, "conversation gone");
    this.stop();
    await this.releaseFiles();
    await this.ctx.storage.deleteAlarm();
    this.#isErased = true;
    await this.ctx.storage.deleteAll();
  }

  #turnOut(userIds: string[]): void {
    for (const userId of userIds) {
      this.#close(closeCode.notMember, "no longer a member", userId);
      this.typing.stop(userId);
    }
    this.#presence.remove(userIds);
  }

  /** Sockets here close at once; a relay that cannot be reached is told that they are gone when they next speak. */
  #close(code: number, reason: string, userId?: string): void {
    this.ctx.waitUntil(this.audience.close(code, reason, userId));
  }
}
