import type { RelayReport } from "./audience.ts";
import type { Counters } from "./contract.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** How long a report waits for more changes of its topic while many come. */
const intervalMs = 50;
const topicsAtOnce = 50;

/** The counters as the topic then has them; null when there is no such topic any more, or nothing to report. */
type Answer = Counters | null;

type UnderWay = { now: Promise<Answer>; next: Promise<Answer> | undefined };

type Options = {
  relay: string;
  subscriptions: Subscriptions;
  topicOf: (topic: string) => { follow(report: RelayReport): Promise<Answer> };
};

/**
 * Tells topics how their audience stands on this relay: one report of a topic at a time, and one more for
 * all that changes meanwhile. So a topic hears from each relay some twenty times a second, however many come
 * and go.
 */
export class TopicReports {
  readonly #options: Options;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Reports how the topic stands by now. */
  tell(topic: string): Promise<Answer> {
    const underWay = this.#underWay.get(topic);
    if (!underWay) return this.#begin(topic);
    // The one that is under way may have counted before the change.
    underWay.next ??= this.#beginAfter(underWay.now, topic);
    return underWay.next;
  }

  /** Reports all that is owed, some topics at a time, until nothing is or none of those at hand can be reached. */
  async tellAll(onError: (error: unknown) => void): Promise<void> {
    for (;;) {
      const topics = this.#options.subscriptions.untold(topicsAtOnce);
      if (topics.length === 0) return;
      const told = await Promise.allSettled(topics.map((topic) => this.tell(topic)));
      for (const { reason } of told.filter((one) => one.status === "rejected")) onError(reason);
      if (told.every(({ status }) => status === "rejected")) return;
    }
  }

  #begin(topic: string): Promise<Answer> {
    const underWay: UnderWay = { now: this.#report(topic), next: undefined };
    this.#underWay.set(topic, underWay);
    void this.#forgetAfter(underWay, topic);
    return underWay.now;
  }

  async #forgetAfter(underWay: UnderWay, topic: string): Promise<void> {
    await Promise.allSettled([underWay.now]);
    if (!underWay.next) this.#underWay.delete(topic);
  }

  async #beginAfter(before: Promise<Answer>, topic: string): Promise<Answer> {
    await Promise.allSettled([before]);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
    return this.#begin(topic);
  }

  async #report(topic: string): Promise<Answer> {
    const { relay, subscriptions, topicOf } = this.#options;
    const standing = subscriptions.standingOf(topic);
    if (!standing) return null;
    const counters = await topicOf(topic).follow({ relay, ...standing });
    if (counters) subscriptions.setTold(topic, standing.revision);
    else subscriptions.removeTopic(topic);
    return counters;
  }
}
