import type { JobRecord } from "../../client/index.ts";

/** The queues that jobs are in, under their own names. */
export const queues = ["email", "delivery", "payments", "events", "ai"] as const satisfies JobRecord["queue"][];

export function queueNamed(name: string | undefined): JobRecord["queue"] | undefined {
  return queues.find((queue) => queue === name);
}
