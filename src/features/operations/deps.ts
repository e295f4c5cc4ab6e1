import type { DatabaseDeps } from "../../platform/db/database.ts";
import type { Health } from "./contract.ts";
import type { RequestDeps } from "../../platform/http/request.ts";

export interface OperationsDeps extends RequestDeps, DatabaseDeps {
  /** What readiness last found: anybody may ask, and asking costs a write. */
  lastReadiness: { at: number; health: Health | null };
  /** Calls an object and has it answer. */
  pingObject(): Promise<void>;
  /** The queues that jobs need, and whether each is bound. */
  queues: Record<string, boolean>;
}
