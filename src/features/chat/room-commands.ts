import type { Logger } from "../../platform/log/logger.ts";
import { closeCode } from "../../platform/sockets/contract.ts";
import { errorFrame } from "../../platform/sockets/frames.ts";
import type { CommandOutcome } from "../../platform/sockets/socket-host.ts";
import type { Answers, Caller } from "./answers.ts";
import type { Audience } from "./audience.ts";
import type { Changing, MessageChange } from "./changing.ts";
import { ConversationCommand, type ConversationFrame, type NewMessage } from "./contract.ts";
import type { ConversationCopy } from "./conversation-copy.ts";
import type { MessageLog } from "./message-log.ts";
import type { Posting } from "./posting.ts";
import type { Reading } from "./reading.ts";
import { type RoomFailure, type RoomRefusal, refusal, refusalFrame } from "./refusals.ts";
import type { Roster } from "./roster.ts";
import type { Typing } from "./typing.ts";

type Options = {
  log: Logger;
  audience: Audience;
  answers: Answers;
  messages: MessageLog;
  roster: Roster;
  copy: ConversationCopy;
  posting: Posting;
  changing: Changing;
  reading: Reading;
  typing: Typing;
};

type Outcome = CommandOutcome<ConversationFrame>;

/** What those who look on may ask of a room. */
export class RoomCommands {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  handle(caller: Caller, userId: string, raw: unknown): Outcome {
    const { audience, reading, typing, roster, copy } = this.#options;
    const parsed = ConversationCommand.safeParse(raw);
    if (!parsed.success)
      return { kind: "invalid", frame: errorFrame(raw, "VALIDATION_FAILED", "This is no command of this stream.") };
    if (!roster.has(userId)) {
      caller.close(closeCode.notMember, "no longer a member");
      return { kind: "silent" };
    }
    const command = parsed.data;
    switch (command.type) {
      case "received":
        audience.received(caller, command.seq);
        return { kind: "silent" };
      case "message.send":
        return this.#send(caller, userId, command);
      case "message.edit":
      case "message.delete":
      case "reaction.add":
      case "reaction.remove":
        return this.#change(caller, userId, command);
      case "read":
        reading.markRead(userId, command.seq);
        break;
      case "typing.start":
        // Who blocked the other is to see nothing of them.
        if (!copy.isSilenced) typing.start(userId);
        break;
      case "typing.stop":
        typing.stop(userId);
        break;
    }
    return { kind: "answered", frame: { type: "ack", id: command.id } };
  }

  #send(caller: Caller, senderId: string, command: { id: string } & NewMessage): Outcome {
    const { messages, typing, posting, answers } = this.#options;
    if (command.replyTo !== undefined && !messages.has(command.replyTo))
      return { kind: "answered", frame: refusalFrame(command, refusal("no-such-reply")) };
    typing.stop(senderId);
    posting.post(senderId, command, (posted) => {
      if (!posted.ok) return this.#refuse(caller, command, posted);
      const id = JSON.stringify(command.id);
      return answers.add(caller, `{"type":"ack","id":${id},"seq":${posted.row.seq},"message":${posted.json}}`);
    });
    return { kind: "silent" };
  }

  #change(caller: Caller, userId: string, command: { id: string } & MessageChange): Outcome {
    const { changing, answers } = this.#options;
    changing.make(userId, command, (changed) => {
      if (changed.ok) answers.add(caller, JSON.stringify({ type: "ack", id: command.id }));
      else this.#refuse(caller, command, changed);
    });
    return { kind: "silent" };
  }

  /** At once, because not everything that is refused had a place in a group. */
  #refuse(caller: Caller, command: { id: string }, why: RoomRefusal | RoomFailure): void {
    const { audience, log } = this.#options;
    if ("reason" in why) return audience.reply(caller, refusalFrame(command, why));
    log.error("a command's change could not be stored", why.error);
    return audience.reply(caller, errorFrame(command, "INTERNAL", "It was not stored; send it again."));
  }
}
