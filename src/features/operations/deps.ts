import type { DatabaseDeps } from "../../platform/db/database.ts";
import type { RequestDeps } from "../../platform/http/request.ts";

export interface OperationsDeps extends RequestDeps, DatabaseDeps {
  /** Calls an object and has it answer. */
  pingObject(): Promise<void>;
  /** The queues that jobs need, and whether each is bound. */
  queues: Record<string, boolean>;
}
