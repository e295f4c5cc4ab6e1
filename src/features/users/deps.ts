import type { PasswordHasher } from "../../platform/crypto/passwords.ts";
import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { EnqueueDeps } from "../../platform/queue/job.ts";
import type { SessionsDeps } from "../sessions/index.ts";
import type { RememberedUsers } from "./remembered-users.ts";

export interface UsersDeps extends SessionsDeps, EventDeps, EnqueueDeps, AddressLimitDeps, IdempotencyDeps {
  passwords: PasswordHasher;
  rememberedUsers: RememberedUsers;
}
