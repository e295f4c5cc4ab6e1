import { queryOptions } from "@tanstack/react-query";
import type { JobRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

/** How far a replay is: so many steps are behind it. */
type ReplayState = { steps: number; state: "running" | "done" | "failed"; error: string | null };

const readEveryMs = 1_500;

/** A replay by the job of its first step: each step makes the job of the next one before it is done itself. */
export function replayQuery(firstJobId: string) {
  return queryOptions({
    queryKey: ["admin", "replay", firstJobId],
    queryFn: async () => {
      const first = await unwrap(client.admin.jobs.get(firstJobId));
      const { items } = await unwrap(client.admin.jobs.list({ type: first.type, limit: 100 }));
      const replay = replayOf(first);
      return stateOf([...items.filter(({ id }) => id !== first.id), first].filter((job) => replayOf(job) === replay));
    },
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === "running" ? readEveryMs : false),
  });
}

/** The jobs of one replay's steps have the same key, but for the number of the step. */
function replayOf({ idempotencyKey }: JobRecord): string {
  return idempotencyKey.slice(0, idempotencyKey.lastIndexOf(":"));
}

function stateOf(jobs: JobRecord[]): ReplayState {
  const steps = jobs.filter(({ state }) => state === "succeeded").length;
  const stopped = jobs.find(({ state }) => state === "dead" || state === "cancelled");
  if (stopped) return { steps, state: "failed", error: stopped.lastError };
  return { steps, state: steps === jobs.length ? "done" : "running", error: null };
}
