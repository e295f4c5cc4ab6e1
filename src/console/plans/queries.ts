import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Application } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

const pages = { initialPageParam: firstPage, staleTime: 0 };
const next = (page: { nextCursor: string | null }) => page.nextCursor;

type Status = Application["status"] | undefined;

/** All that was read of plans, and all that was read of applications for them. */
export const plansKey = { queryKey: ["plans"] };
export const applicationsKey = { queryKey: ["applications"] };

export const plansQuery = infiniteQueryOptions({
  ...pages,
  queryKey: [...plansKey.queryKey, "list"],
  queryFn: ({ pageParam }) => unwrap(client.memberships.plans(at(pageParam))),
  getNextPageParam: next,
});

export function planQuery(planId: string) {
  return queryOptions({
    queryKey: [...plansKey.queryKey, planId],
    queryFn: () => unwrap(client.memberships.plan(planId)),
    staleTime: 0,
  });
}

export const ownApplicationsQuery = infiniteQueryOptions({
  ...pages,
  queryKey: [...applicationsKey.queryKey, "own"],
  queryFn: ({ pageParam }) => unwrap(client.memberships.applications({ ...at(pageParam), limit: 50 })),
  getNextPageParam: next,
});

export function applicationQuery(applicationId: string) {
  return queryOptions({
    queryKey: [...applicationsKey.queryKey, applicationId],
    queryFn: () => unwrap(client.memberships.application(applicationId)),
    staleTime: 0,
  });
}

export function planApplicationsQuery(planId: string, status: Status) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: [...applicationsKey.queryKey, "of", planId, status],
    queryFn: ({ pageParam }) =>
      unwrap(client.memberships.applicationsFor(planId, { ...at(pageParam), ...(status && { status }) })),
    getNextPageParam: next,
  });
}

/** Those for every plan, the oldest first. */
export function everyApplicationQuery(status: Status) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: [...applicationsKey.queryKey, "every", status],
    queryFn: ({ pageParam }) =>
      unwrap(client.memberships.everyApplication({ ...at(pageParam), ...(status && { status }) })),
    getNextPageParam: next,
  });
}
