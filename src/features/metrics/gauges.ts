import { readProviderStates } from "../../platform/delivery/breaker.ts";
import { readWaitingEvents } from "../../platform/events/backlog.ts";
import type { Sample } from "../../platform/metrics/exposition.ts";
import { defineGauge, labelText, type Metric } from "../../platform/metrics/metric.ts";
import { readWaitingJobs } from "../../platform/queue/backlog.ts";
import type { MetricsFeatureDeps } from "./deps.ts";

const pendingEvents = defineGauge("atrium_events_pending", "Events whose reactions have not all run.", ["priority"]);
const oldestEvent = defineGauge(
  "atrium_events_oldest_pending_seconds",
  "How long the event has waited that was due first.",
  ["priority"],
);
const deadEvents = defineGauge("atrium_events_dead", "Events that were given up.");
const pendingJobs = defineGauge("atrium_jobs_pending", "Jobs that wait or run.", ["queue"]);
const oldestJob = defineGauge("atrium_jobs_oldest_pending_seconds", "How long the job has waited that was due first.", [
  "queue",
]);
const deadJobs = defineGauge("atrium_jobs_dead", "Jobs that were given up.");
const breaker = defineGauge(
  "atrium_delivery_breaker_state",
  "Whether the breaker of a provider is in this state: 1 for one of them.",
  ["channel", "provider", "state"],
);

const breakerStates = ["closed", "open", "half_open"];

/** What stands at some value now: the queues and lanes, and the providers' breakers. */
export async function readGauges(deps: MetricsFeatureDeps): Promise<Map<string, Sample[]>> {
  const [events, jobs, providers] = await Promise.all([
    readWaitingEvents(deps),
    readWaitingJobs(deps),
    readProviderStates(deps),
  ]);
  const breakers = deps.providerNames.flatMap(({ channel, provider }) => {
    const known = providers.find((one) => one.channel === channel && one.provider === provider)?.state ?? "closed";
    return breakerStates.map((state) => sample(breaker, [channel, provider, state], known === state ? 1 : 0));
  });
  const lanes = events.waiting;
  const queues = jobs.waiting;
  return new Map([
    [pendingEvents.name, lanes.map(({ priority, pending }) => sample(pendingEvents, [priority], pending))],
    [oldestEvent.name, lanes.map(({ priority, lagMs }) => sample(oldestEvent, [priority], (lagMs ?? 0) / 1000))],
    [deadEvents.name, [sample(deadEvents, [], events.dead)]],
    [pendingJobs.name, queues.map(({ queue, pending }) => sample(pendingJobs, [queue], pending))],
    [oldestJob.name, queues.map(({ queue, lagMs }) => sample(oldestJob, [queue], (lagMs ?? 0) / 1000))],
    [deadJobs.name, [sample(deadJobs, [], jobs.dead)]],
    [breaker.name, breakers],
  ]);
}

function sample(metric: Metric, values: string[], amount: number): Sample {
  return { labels: labelText(metric, values), amounts: [amount] };
}
