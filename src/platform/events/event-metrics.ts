import { defineCounter, defineHistogram } from "../metrics/metric.ts";
import { metrics } from "../metrics/registry.ts";
import type { EventRow } from "./dispatch.ts";

const recorded = defineCounter(
  "atrium_events_recorded_total",
  "Events recorded; each counts once its reactions begin to run.",
  ["type"],
);
const processed = defineCounter("atrium_events_processed_total", "Events to which every reaction has run.", ["type"]);
const failed = defineCounter("atrium_events_failed_total", "Dispatches of events of which a reaction failed.", [
  "type",
]);
const reactions = defineCounter("atrium_reactions_total", "Reactions that ran, and whether they took effect.", [
  "reaction",
  "result",
]);
const lag = defineHistogram(
  "atrium_events_lag_seconds",
  "How long events waited from being recorded until their reactions began to run.",
  ["priority"],
  "waits",
);

/** Counts an event that somebody has taken: of its first time also how long it has waited. */
export function countBegunEvent({ type, priority, attempts, replays, occurredAt }: EventRow, now: number): void {
  if (attempts > 0 || replays > 0) return;
  metrics.count(recorded, [type]);
  const waitedMs = Math.max(0, now - occurredAt);
  metrics.observe(metrics.series(lag, [priority]), waitedMs);
  metrics.addDuration("queueLag", now, waitedMs);
}

export function countDispatch(type: string, isProcessed: boolean): void {
  metrics.count(isProcessed ? processed : failed, [type]);
}

export function countReaction(name: string, isDone: boolean): void {
  metrics.count(reactions, [name, isDone ? "done" : "failed"]);
}
