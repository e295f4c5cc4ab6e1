import type { MetricsCarrier } from "../../platform/metrics/carrier.ts";
import { defineCounter } from "../../platform/metrics/metric.ts";
import { metrics } from "../../platform/metrics/registry.ts";
import type { MessageLog } from "./message-log.ts";

const sent = defineCounter("atrium_messages_total", "Messages stored in conversations.");

/** Counts the messages that come into a room's log, whoever wrote them. */
export class SentMessages {
  readonly #messages: MessageLog;
  readonly #carrier: MetricsCarrier;
  #counted: number;

  constructor(messages: MessageLog, carrier: MetricsCarrier) {
    this.#messages = messages;
    this.#carrier = carrier;
    this.#counted = messages.messageCount;
  }

  /** To be called once what has come in is stored. */
  count(now: number): void {
    const { messageCount } = this.#messages;
    const more = messageCount - this.#counted;
    this.#counted = messageCount;
    if (more <= 0) return;
    metrics.count(sent, [], more);
    metrics.addFigure("messages", now, more);
    this.#carrier.ask(now);
  }
}
