import type { Priority } from "../queue/job.ts";
import type { RetryPolicy } from "../queue/backoff.ts";

/** A provider may be away for hours, and the longest pauses are of an hour: what is to be sent waits that long. */
export const sendingRetry: Partial<RetryPolicy> = { maxAttempts: 20 };

/** What somebody waits for goes before what merely tells them something. */
export function priorityOf({ isEssential }: { isEssential?: boolean | undefined }): Priority {
  return isEssential === true ? "high" : "normal";
}
