import type { CacheDeps } from "../../platform/cache/cache.ts";
import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { SessionsDeps } from "../sessions/index.ts";

export interface MembershipsDeps extends SessionsDeps, CacheDeps, EventDeps, AddressLimitDeps, IdempotencyDeps {}
