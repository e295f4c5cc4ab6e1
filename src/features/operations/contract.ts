import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";

export const Alive = z.object({ status: z.literal("ok") });

export const Check = z.object({ status: z.enum(["ok", "failed"]), durationMs: z.number() });
export type Check = z.infer<typeof Check>;

export const Health = z.object({
  status: z.enum(["ok", "failed"]),
  time: Timestamp,
  checks: z.object({ database: Check, durableObjects: Check, queues: Check }),
});
export type Health = z.infer<typeof Health>;

const deliveryChannels = ["email", "sms", "whatsapp", "push"] as const;

/** How an outside provider fares, as all isolates know it. */
export const ProviderHealth = z
  .object({
    channel: z.enum(deliveryChannels),
    provider: z.string(),
    state: z.enum(["closed", "open", "half_open"]).meta({
      description: "of its breaker: `closed` lets messages through, `open` none, `half_open` one that probes",
    }),
    since: Timestamp.nullable().meta({ description: "null where it was never open" }),
    failures: z.int().meta({ description: "so many in a row" }),
    nextTryAt: Timestamp.nullable().meta({ description: "when it is tried again; null where it may be at any time" }),
    lastFailure: z.object({ message: z.string(), at: Timestamp }).nullable(),
  })
  .meta({ id: "ProviderHealth" });
export type ProviderHealth = z.infer<typeof ProviderHealth>;

/** How well the cache does in the isolate that answers, since that isolate began. */
const CacheStatistics = z
  .object({
    hits: z.int().meta({ description: "found in the isolate's memory" }),
    sharedHits: z.int().meta({ description: "found in the cache of the data centre" }),
    joined: z.int().meta({ description: "found with another request that was loading it" }),
    loads: z.int().meta({ description: "read from where it is" }),
    stale: z.int().meta({ description: "found, but too old or invalidated" }),
    passedBy: z.int().meta({ description: "read without the cache, which could not ask what is invalid" }),
    hitRate: z.number().meta({ description: "the share that needed no load, from 0 to 1" }),
    entries: z.int(),
    bytes: z.int(),
  })
  .meta({ id: "CacheStatistics" });

/** The same as readiness, and how each provider fares: `degraded` where a channel has none whose breaker is closed. */
export const DetailedHealth = Health.extend({
  status: z.enum(["ok", "degraded", "failed"]),
  providers: z.array(ProviderHealth),
  cache: CacheStatistics,
}).meta({ id: "DetailedHealth" });
export type DetailedHealth = z.infer<typeof DetailedHealth>;

export const OneSuppression = z.strictObject({ id: idSchema("supp") });
export const SuppressionQuery = PageQuery.extend({
  address: z.string().trim().min(1).max(320).optional().meta({ description: "an email address or a phone number" }),
});

/** An address at which nobody can be reached, and to which nothing is sent. */
export const SuppressionRecord = z
  .object({
    id: idSchema("supp"),
    channel: z.enum(deliveryChannels),
    hint: z.string().meta({ description: "as much of the address as is kept" }),
    provider: z.string().meta({ description: "who said so" }),
    reason: z.string(),
    at: Timestamp,
  })
  .meta({ id: "Suppression" });
export type Suppression = z.infer<typeof SuppressionRecord>;

export * from "./event-contract.ts";
export * from "./job-contract.ts";
export { StatisticsQuery } from "./lane-contract.ts";
