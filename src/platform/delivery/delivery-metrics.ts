import { defineCounter } from "../metrics/metric.ts";
import { metrics } from "../metrics/registry.ts";
import type { ProviderError } from "./provider.ts";
import type { Channel } from "./schema.ts";

const tries = defineCounter("atrium_delivery_total", "Messages that providers were given, and what came of it.", [
  "channel",
  "provider",
  "result",
]);

/** Counts one try at handing a message to a provider. */
export function countTry(channel: Channel, provider: string, error: ProviderError | null): void {
  metrics.count(tries, [channel, provider, error === null ? "sent" : error.kind]);
}
