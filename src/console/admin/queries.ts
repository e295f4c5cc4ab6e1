import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { EventRecord, JobRecord, ReportRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

const pages = { initialPageParam: firstPage, staleTime: 0 };
const next = (page: { nextCursor: string | null }) => page.nextCursor;

export function usersQuery(q: string) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "users", q],
    queryFn: ({ pageParam }) => unwrap(client.admin.users.list({ ...at(pageParam), ...(q !== "" && { q }) })),
    getNextPageParam: next,
  });
}

export function userQuery(userId: string) {
  return queryOptions({
    queryKey: ["admin", "user", userId],
    queryFn: () => unwrap(client.admin.users.get(userId)),
    staleTime: 0,
  });
}

export const rolesQuery = queryOptions({
  queryKey: ["admin", "roles"],
  queryFn: async () => (await unwrap(client.admin.users.roles())).items,
  staleTime: Infinity,
});

export function userSessionsQuery(userId: string) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "sessions", userId],
    queryFn: ({ pageParam }) => unwrap(client.admin.users.sessions({ ...at(pageParam), userId, live: true })),
    getNextPageParam: next,
  });
}

export type AuditFilter = { userId?: string; action?: string };

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "audit", filter],
    queryFn: ({ pageParam }) => unwrap(client.admin.audit.list({ ...at(pageParam), ...filter, limit: 50 })),
    getNextPageParam: next,
  });
}

export function reportsQuery(status: ReportRecord["status"] | undefined) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "reports", status],
    queryFn: ({ pageParam }) => unwrap(client.admin.reports.list({ ...at(pageParam), ...(status && { status }) })),
    getNextPageParam: next,
  });
}

export function eventsQuery(state: EventRecord["state"] | undefined) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "events", state],
    queryFn: ({ pageParam }) => unwrap(client.admin.events.list({ ...at(pageParam), ...(state && { state }) })),
    getNextPageParam: next,
  });
}

export function jobsQuery(state: JobRecord["state"] | undefined) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "jobs", state],
    queryFn: ({ pageParam }) => unwrap(client.admin.jobs.list({ ...at(pageParam), ...(state && { state }) })),
    getNextPageParam: next,
  });
}
