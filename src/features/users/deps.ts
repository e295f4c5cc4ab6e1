import type { CacheDeps } from "../../platform/cache/cache.ts";
import type { PasswordHasher } from "../../platform/crypto/passwords.ts";
import type { EventDeps } from "../../platform/events/event.ts";
import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { EnqueueDeps } from "../../platform/queue/job.ts";
import type { SessionsDeps } from "../sessions/index.ts";
import type { RememberedApiKeys } from "./remembered-api-keys.ts";
import type { RememberedUsers } from "./remembered-users.ts";

export interface UsersDeps extends SessionsDeps, CacheDeps, EventDeps, EnqueueDeps, AddressLimitDeps, IdempotencyDeps {
  passwords: PasswordHasher;
  /** Opens the lock that wrong passwords have closed for an address: its user has set a new one. */
  unlockSignIn(email: string): Promise<void>;
  rememberedUsers: RememberedUsers;
  rememberedApiKeys: RememberedApiKeys;
}
