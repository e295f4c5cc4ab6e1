import type { CacheDeps } from "../../platform/cache/cache.ts";
import type { DatabaseDeps } from "../../platform/db/database.ts";
import type { Channel } from "../../platform/delivery/schema.ts";
import type { DispatchDeps } from "../../platform/events/dispatch.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { RequestDeps } from "../../platform/http/request.ts";
import type { EnqueueDeps } from "../../platform/queue/job.ts";
import type { SessionsDeps } from "../sessions/index.ts";
import type { Health } from "./contract.ts";

export interface OperationsDeps
  extends RequestDeps, DatabaseDeps, CacheDeps, SessionsDeps, DispatchDeps, EnqueueDeps, IdempotencyDeps {
  /** What readiness last found: anybody may ask, and asking costs a write. */
  lastReadiness: { at: number; health: Health | null };
  /** Calls an object and has it answer. */
  pingObject(): Promise<void>;
  /** The names of the providers that are configured, in their order. */
  providerNames: { channel: Channel; provider: string }[];
  /** The queues that jobs need, and whether each is bound. */
  queues: Record<string, boolean>;
}
