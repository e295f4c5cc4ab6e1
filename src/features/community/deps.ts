import type { CacheDeps } from "../../platform/cache/cache.ts";
import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { ActivityDeps } from "../activity/index.ts";
import type { SessionsDeps } from "../sessions/index.ts";

export interface CommunityDeps
  extends SessionsDeps, CacheDeps, EventDeps, IdempotencyDeps, AddressLimitDeps, ActivityDeps {}

/** Who reads or acts, and whether they may moderate. */
export type Viewer = { userId: string; isModerator: boolean };
