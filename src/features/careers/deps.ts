import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { SessionsDeps } from "../sessions/index.ts";

export interface CareersDeps extends SessionsDeps, EventDeps, AddressLimitDeps, IdempotencyDeps {}
