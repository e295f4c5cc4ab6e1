import type { Line } from "../../platform/sockets/frames.ts";
import { type Replay, welcome } from "../../platform/sockets/replay.ts";
import type { UserSummary } from "../users/contract.ts";
import { claimAttachments, releaseAttachments } from "../attachments/index.ts";
import type { Answering } from "./answering.ts";
import { Answers, type Caller } from "./answers.ts";
import type { MessageChange } from "./changing.ts";
import { CompanionRoom } from "./companion-room.ts";
import type { NewMessage } from "./contract.ts";
import { FollowUp } from "./follow-up.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Membership } from "./membership.ts";
import {
  type ChangeOutcome,
  type EditsOutcome,
  type HistoryOutcome,
  MessageDoor,
  type PostOutcome,
  type SearchOfMessages,
} from "./message-door.ts";
import { type FileKeeper, MessageFiles } from "./message-files.ts";
import { MessageLog, type PageOfHistory } from "./message-log.ts";
import { Reading } from "./reading.ts";
import { refusal } from "./refusals.ts";
import { RoomCommands } from "./room-commands.ts";
import { Sending } from "./sending.ts";
import { SentMessages } from "./sent-messages.ts";

/**
 * One conversation: its ordered message log and the sockets of those looking at it.
 *
 * The log in this object's SQLite is the only copy of the messages, and this object their only writer.
 * Fields are caches: it may be evicted between any two events. Its name is the conversation's id. Who
 * the members are D1 decides; each command is checked against the copy of them here.
 */
export class ChatRoom extends CompanionRoom {
  protected override readonly answering: Answering;
  protected override readonly membership: Membership;
  readonly #messages: MessageLog;
  readonly #files: MessageFiles;
  readonly #sending: Sending;
  readonly #door: MessageDoor;
  readonly #reading: Reading;
  readonly #commands: RoomCommands;
  readonly #followUp: FollowUp;
  readonly #sentMessages: SentMessages;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    const { db } = this;
    this.#messages = new MessageLog(storage, this.conversationId, (userId) => this.#summaryOf(userId));
    this.#sentMessages = new SentMessages(this.#messages, this.carrierOf(env));
    const answers = new Answers(this.audience);
    const commit = new GroupCommit({
      storage,
      conclude: () => {
        this.answering.collect(Date.now());
        return this.#sending.conclude();
      },
      onRollback: () => {
        this.#messages.reload();
        this.roster.reload();
        this.copy.reload();
        this.#sending.rollBack();
      },
      onFlush: (events) => {
        answers.publish(events);
        if (events.length > 0) this.#after();
      },
    });
    const scope = this.conversationId;
    const keeper: FileKeeper = {
      claim: (ids, ownerId) => claimAttachments({ db }, { ids, ownerId, audience: scope }),
      release: (ids) => releaseAttachments({ db, now: () => Date.now() }, { ids, audience: scope }),
    };
    this.#files = new MessageFiles(storage, keeper, {
      onClaim: () => this.#followUp.watch(),
      onDue: () => this.#followUp.ask(),
    });
    const parts = { commit, messages: this.#messages, roster: this.roster, copy: this.copy, files: this.#files };
    this.membership = this.createMembership({
      commit,
      messages: this.#messages,
      prepare: () => this.learnCompanion(),
    });
    this.#sending = new Sending(parts);
    this.#door = new MessageDoor({ ...parts, storage, log: this.log, sending: this.#sending });
    this.answering = this.createAnswering({
      messages: this.#messages,
      commit,
      tell: (frame) => this.audience.tell(frame),
      onChange: () => this.#after(),
    });
    this.#followUp = new FollowUp({
      wakeAt: () => this.answering.wakeAt(Date.now()),
      storage,
      db,
      log: this.log,
      conversationId: this.conversationId,
      messages: this.#messages,
      files: this.#files,
      search: this.#door.search,
      roster: this.roster,
      copy: this.copy,
      hubOf: (userId) => env.USER_HUB.getByName(userId),
      isPresent: (userId) => this.audience.isPresent(userId),
      blockedBy: (userId) => this.roster.blockedBy(userId),
    });
    this.#reading = new Reading({
      messages: this.#messages,
      roster: this.roster,
      tell: (frame) => this.audience.tell(frame),
      onMoved: () => this.#followUp.ask(),
    });
    this.#commands = new RoomCommands({
      log: this.log,
      audience: this.audience,
      answers,
      messages: this.#messages,
      roster: this.roster,
      copy: this.copy,
      posting: this.#door.posting,
      changing: this.#door.changing,
      reading: this.#reading,
      typing: this.typing,
    });
  }

  protected override handleCommand(caller: Caller, userId: string, command: unknown) {
    return this.#commands.handle(caller, userId, command);
  }

  protected override lastSeq(): number {
    return this.#messages.lastSeq;
  }

  protected override replay(after: number | null): Replay {
    return this.#messages.replay(after);
  }

  protected override welcome(connectionId: string, after: number | null): Line[] {
    const ready = { seq: this.#messages.lastSeq, connectionId, reads: this.roster.reads() };
    return [...welcome(ready, after, this.#messages.replay(after)), ...this.answering.state()];
  }

  protected override stop(): void {
    this.answering.stop();
    this.#followUp.stop();
  }

  protected override releaseFiles(): Promise<void> {
    return this.#files.releaseAll();
  }

  /** Stores a message once per `clientId`, shows it to everyone here, and returns it once it is durable. */
  async postMessage(senderId: string, input: NewMessage): Promise<PostOutcome> {
    return (await this.membership.includes(senderId)) ? this.#door.post(senderId, input) : refusal("not-member");
  }

  /** Edits or deletes a message, or reacts to it, as a member's socket would. */
  async changeMessage(userId: string, change: MessageChange): Promise<ChangeOutcome> {
    return (await this.membership.includes(userId)) ? this.#door.change(userId, change) : refusal("not-member");
  }

  /** A page of history, in the order of the stream. */
  async listMessages(userId: string, query: PageOfHistory): Promise<HistoryOutcome> {
    return (await this.membership.includes(userId)) ? this.#door.page(query) : refusal("not-member");
  }

  /** What a message said until it was edited, oldest first. */
  async listEdits(userId: string, messageId: string, query: { after: number; limit: number }): Promise<EditsOutcome> {
    return (await this.membership.includes(userId)) ? this.#door.listEdits(messageId, query) : refusal("not-member");
  }

  /** The messages that have every word of a text, newest first. */
  async searchMessages(userId: string, query: SearchOfMessages): Promise<HistoryOutcome> {
    return (await this.membership.includes(userId)) ? this.#door.find(query) : refusal("not-member");
  }

  /** Moves a member's watermark; past the end is the end. @returns whether they are a member. */
  async markRead(userId: string, seq: number): Promise<boolean> {
    if (!(await this.membership.includes(userId))) return false;
    this.#reading.markRead(userId, seq);
    await this.#followUp.tellNow(userId);
    return true;
  }

  override async alarm(): Promise<void> {
    await this.answering.advance();
    await this.#followUp.onAlarm();
  }

  /** What follows a change off the hot path; the alarm covers both. */
  #after(): void {
    this.#sentMessages.count(Date.now());
    this.#followUp.ask();
    void this.answering.advance();
  }

  #summaryOf(userId: string): UserSummary {
    const companion = this.answering.companion();
    return companion?.id === userId ? companion : this.roster.summaryOf(userId);
  }
}
