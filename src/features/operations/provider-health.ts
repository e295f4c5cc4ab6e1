import { type ProviderState, readProviderStates, triableAt, unknownProvider } from "../../platform/delivery/breaker.ts";
import type { DetailedHealth, ProviderHealth } from "./contract.ts";
import type { OperationsDeps } from "./deps.ts";
import { readReadiness } from "./health.ts";

/** How the service stands, with its providers as any isolate has last found them. */
export async function readDetailedHealth(deps: OperationsDeps): Promise<DetailedHealth> {
  const health = await readReadiness(deps);
  // Where the database does not answer, the rest is told all the same.
  const isReadable = health.checks.database.status === "ok";
  const states = isReadable ? await readProviderStates(deps) : [];
  const providers = deps.providerNames.map(({ channel, provider }) => {
    const known = states.find((state) => state.channel === channel && state.provider === provider);
    return healthOf(deps, known ?? unknownProvider(channel, provider));
  });
  const isDegraded = [...Map.groupBy(providers, ({ channel }) => channel).values()].some((ofChannel) =>
    ofChannel.every(({ state }) => state !== "closed"),
  );
  const status = health.status === "ok" && isDegraded ? "degraded" : health.status;
  return { ...health, status, providers, cache: deps.cache.stats() };
}

function healthOf(deps: OperationsDeps, known: ProviderState): ProviderHealth {
  const { channel, provider, state, changedAt, failures, lastFailure, lastFailureAt } = known;
  const nextTryAt = triableAt(known);
  return {
    channel,
    provider,
    state,
    since: changedAt === 0 ? null : timestampOf(changedAt),
    failures,
    nextTryAt: nextTryAt > deps.now() ? timestampOf(nextTryAt) : null,
    lastFailure:
      lastFailure === null || lastFailureAt === null ? null : { message: lastFailure, at: timestampOf(lastFailureAt) },
  };
}

function timestampOf(at: number): string {
  return new Date(at).toISOString();
}
