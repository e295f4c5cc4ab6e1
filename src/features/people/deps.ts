import type { CacheDeps } from "../../platform/cache/cache.ts";
import type { EventDeps } from "../../platform/events/event.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { SessionsDeps } from "../sessions/index.ts";

export interface PeopleDeps extends SessionsDeps, CacheDeps, EventDeps, AddressLimitDeps {}
