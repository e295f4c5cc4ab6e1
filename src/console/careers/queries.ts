import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { JobApplication } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

const pages = { initialPageParam: firstPage, staleTime: 0 };
const next = (page: { nextCursor: string | null }) => page.nextCursor;

/** All that was read of jobs, and all that was read of applications for them. */
export const jobsKey = { queryKey: ["jobs"] };
export const jobApplicationsKey = { queryKey: ["job-applications"] };

export function jobsQuery(q: string) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: [...jobsKey.queryKey, "list", q],
    queryFn: ({ pageParam }) => unwrap(client.careers.jobs({ ...at(pageParam), ...(q !== "" && { q }) })),
    getNextPageParam: next,
  });
}

export function jobQuery(jobId: string) {
  return queryOptions({
    queryKey: [...jobsKey.queryKey, jobId],
    queryFn: () => unwrap(client.careers.job(jobId)),
    staleTime: 0,
  });
}

export const ownJobApplicationsQuery = infiniteQueryOptions({
  ...pages,
  queryKey: [...jobApplicationsKey.queryKey, "own"],
  queryFn: ({ pageParam }) => unwrap(client.careers.applications({ ...at(pageParam), limit: 50 })),
  getNextPageParam: next,
});

export function jobApplicationQuery(applicationId: string) {
  return queryOptions({
    queryKey: [...jobApplicationsKey.queryKey, applicationId],
    queryFn: () => unwrap(client.careers.application(applicationId)),
    staleTime: 0,
  });
}

/** The applications for a job that are in one state. */
export function boardQuery(jobId: string, status: JobApplication["status"]) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: [...jobApplicationsKey.queryKey, "of", jobId, status],
    queryFn: ({ pageParam }) => unwrap(client.careers.applicationsFor(jobId, { ...at(pageParam), status })),
    getNextPageParam: next,
  });
}
