import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { ActivityDeps } from "../activity/index.ts";

export interface SpacesDeps extends ActivityDeps, EventDeps, AddressLimitDeps, IdempotencyDeps {}
