import type { Logger } from "../../platform/log/logger.ts";
import { errorFrame } from "../../platform/sockets/frames.ts";
import type { SocketIdentity } from "../../platform/sockets/socket-host.ts";
import { type ActivityCommand, type ActivityFrame, type Counters, maxTopicsEach } from "./contract.ts";
import type { Follow } from "./deps.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { TopicReports } from "./topic-reports.ts";

type FollowCommand = Exclude<ActivityCommand, { type: "received" }>;

type Options = {
  log: Logger;
  subscriptions: Subscriptions;
  reports: TopicReports;
  /** Those of the topics that there are and that the user may see. */
  mayView: (userId: string, topics: string[]) => Promise<string[]>;
  /** Those of the topics that go with one. */
  topicsWithin: (topic: string, topics: string[]) => Promise<string[]>;
  /** Those of the follows whose topic is there and not for the user to see. */
  unseenAmong: (follows: Follow[]) => Promise<Follow[]>;
  /** Called in the turn in which what is followed changes. */
  onChange: () => void;
};

const topicsAtOnce = 500;
/** As one query asks about. A full relay has at most half a million follows, so that some hundred queries do. */
const followsAtOnce = 5_000;
const topicsLookedAt = 20_000;

/** What the sockets of a relay ask to follow, and to follow no longer. A socket's commands take effect in order. */
export class Following {
  readonly #options: Options;
  readonly #turns = new WeakMap<WebSocket, Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Handles one command after the socket's earlier ones, and answers it. */
  handle(
    socket: WebSocket,
    identity: SocketIdentity,
    command: FollowCommand,
    answer: (frames: ActivityFrame[]) => void,
  ): void {
    const turn = async (before: Promise<void> | undefined) => {
      await before;
      if (socket.readyState === WebSocket.OPEN) answer(await this.#outcomeOf(socket, identity, command));
    };
    this.#turns.set(socket, turn(this.#turns.get(socket)));
  }

  /** Ends all that a socket followed. */
  end(connectionId: string): void {
    this.#report(this.#options.subscriptions.removeConnection(connectionId));
  }

  /** Has the sockets of a user follow no longer what the user may not see any more. */
  async reconsider(userId: string, connectionIds: string[]): Promise<void> {
    const { subscriptions, mayView } = this.#options;
    const topics = subscriptions.followedBy(connectionIds);
    const hidden = await hiddenAmong(topics, (some) => mayView(userId, some));
    for (const id of connectionIds) this.#report(subscriptions.remove(id, hidden));
  }

  /** The same for all who follow a topic, or what is posted in it. */
  async reconsiderTopic(topic: string): Promise<void> {
    const { subscriptions, topicsWithin } = this.#options;
    for (let some = subscriptions.topicsAfter("", topicsLookedAt); some.length > 0;) {
      const concerned = await topicsWithin(topic, some);
      if (concerned.length > 0) await this.#reconsiderFollows(concerned);
      some = subscriptions.topicsAfter(some.at(-1) ?? "", topicsLookedAt);
    }
  }

  async #reconsiderFollows(topics: string[]): Promise<void> {
    const { subscriptions, unseenAmong } = this.#options;
    let last: Follow | undefined = { topic: "", userId: "" };
    while (last) {
      const some: Follow[] = subscriptions.followsAfter(last, topics, followsAtOnce);
      if (some.length > 0) this.#report(subscriptions.removeFollows(await unseenAmong(some)));
      last = some.at(-1);
    }
  }

  async #outcomeOf(socket: WebSocket, identity: SocketIdentity, command: FollowCommand): Promise<ActivityFrame[]> {
    try {
      const topics = [...new Set(command.topics)];
      if (command.type === "subscribe") return await this.#subscribe(socket, identity, command, topics);
      this.#report(this.#options.subscriptions.remove(identity.connectionId, topics));
      return [{ type: "ack", id: command.id }];
    } catch (error) {
      this.#options.log.error("command failed", error);
      return [errorFrame(command, "INTERNAL", "Something went wrong.")];
    }
  }

  /** Follows all of the topics, or none. */
  async #subscribe(
    socket: WebSocket,
    identity: SocketIdentity,
    command: FollowCommand,
    topics: string[],
  ): Promise<ActivityFrame[]> {
    const { subscriptions, reports, mayView, onChange, log } = this.#options;
    const visible = new Set(await mayView(identity.userId, topics));
    const hidden = topics.filter((topic) => !visible.has(topic));
    if (hidden.length > 0) return [notFound(command, hidden)];
    if (subscriptions.countWith(identity.connectionId, topics) > maxTopicsEach)
      return [errorFrame(command, "VALIDATION_FAILED", `A socket follows at most ${maxTopicsEach} topics.`)];
    // It may have closed meanwhile, and what it follows is cleared away only once.
    if (socket.readyState !== WebSocket.OPEN) return [];
    onChange();
    const added = subscriptions.add(identity, topics);
    const told = await Promise.allSettled(topics.map((topic) => reports.tell(topic)));
    const frames = told.flatMap((one, at) => countersFrame(topics[at] ?? "", one));
    if (frames.length === topics.length) return [{ type: "ack", id: command.id }, ...frames];
    this.#report(subscriptions.remove(identity.connectionId, added));
    const failed = told.find((one) => one.status === "rejected");
    if (!failed) return [notFound(command, goneAmong(topics, told))];
    log.error("a topic could not be followed", failed.reason);
    return [errorFrame(command, "UNAVAILABLE", "Not available right now; try again.")];
  }

  /** To be called in the turn of the change. What cannot be reported now the alarm reports. */
  #report(topics: string[]): void {
    const { reports, log, onChange } = this.#options;
    if (topics.length > 0) onChange();
    for (const topic of topics) {
      reports
        .tell(topic)
        .catch((error: unknown) => log.error("a topic could not be told of its audience", error, { topic }));
    }
  }
}

/** Those of the topics that are not to be seen, asked for some at a time. */
async function hiddenAmong(topics: string[], mayView: (topics: string[]) => Promise<string[]>): Promise<string[]> {
  const hidden: string[] = [];
  for (let from = 0; from < topics.length; from += topicsAtOnce) {
    const some = topics.slice(from, from + topicsAtOnce);
    const visible = new Set(await mayView(some));
    hidden.push(...some.filter((topic) => !visible.has(topic)));
  }
  return hidden;
}

function notFound(command: FollowCommand, topics: string[]): ActivityFrame {
  return { ...errorFrame(command, "NOT_FOUND", "Some of the topics are not there."), topics };
}

function goneAmong(topics: string[], told: PromiseSettledResult<Counters | null>[]): string[] {
  return topics.filter((_, at) => {
    const one = told[at];
    return one?.status === "fulfilled" && one.value === null;
  });
}

function countersFrame(topic: string, told: PromiseSettledResult<Counters | null>): ActivityFrame[] {
  return told.status === "fulfilled" && told.value ? [{ type: "counters", topic, counters: told.value }] : [];
}
