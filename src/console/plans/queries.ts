import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

export const plansQuery = infiniteQueryOptions({
  queryKey: ["plans"],
  queryFn: ({ pageParam }) => unwrap(client.memberships.plans(at(pageParam))),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.nextCursor,
});

export const applicationsQuery = infiniteQueryOptions({
  queryKey: ["applications"],
  queryFn: ({ pageParam }) => unwrap(client.memberships.applications(at(pageParam))),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});

export function applicationQuery(applicationId: string) {
  return queryOptions({
    queryKey: ["application", applicationId],
    queryFn: () => unwrap(client.memberships.application(applicationId)),
    staleTime: 0,
  });
}
