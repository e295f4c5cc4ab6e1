import { client } from "../app/client.ts";
import { RequestFailed, unwrap } from "../app/request-failed.ts";
import { applyJob } from "./apply-job.ts";
import type { JobFilter } from "./operation-queries.ts";

/**
 * Retries the jobs that are given up now, one after the other, and gives back each that it did. Those that are
 * given up once more meanwhile are newer tries of the same jobs: each is retried once.
 */
export async function* retryDead(which: Omit<JobFilter, "state">): AsyncGenerator<string> {
  for (const id of await deadJobs(which)) {
    const { data, error } = await client.admin.jobs.retry(id);
    if (data) {
      applyJob(data);
      yield id;
      // Somebody else may have retried or removed it meanwhile.
    } else if (error.code !== "ILLEGAL_TRANSITION" && error.code !== "NOT_FOUND") {
      throw new RequestFailed(error);
    }
  }
}

async function deadJobs(which: Omit<JobFilter, "state">): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await unwrap(
      client.admin.jobs.list({ ...which, state: "dead", limit: 100, ...(cursor != null && { cursor }) }),
    );
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}
