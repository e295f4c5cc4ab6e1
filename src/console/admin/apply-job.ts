import type { InfiniteData } from "@tanstack/react-query";
import type { JobDetails, JobRecord, Page } from "../../client/index.ts";
import { mapItems } from "../app/items.ts";
import { queryClient } from "../app/query-client.ts";
import { jobQuery } from "./operation-queries.ts";

/** Shows a job as the server has just told it, wherever it stands. A list that it has left is read anew while it is under way. */
export function applyJob(job: JobDetails): void {
  queryClient.setQueryData(jobQuery(job.id).queryKey, job);
  queryClient.setQueriesData<InfiniteData<Page<JobRecord>>>({ queryKey: ["admin", "jobs", "list"] }, (data) =>
    data === undefined ? data : mapItems(data, (other) => (other.id === job.id ? job : other)),
  );
}
