import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { ReportRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import type { AuditSearch } from "./admin-search.ts";

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

/** What of everybody's sessions is read. */
export type SessionFilter = { userId?: string; live?: boolean };

export function allSessionsQuery(filter: SessionFilter) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "sessions", filter],
    queryFn: ({ pageParam }) => unwrap(client.admin.users.sessions({ ...at(pageParam), ...filter })),
    getNextPageParam: next,
  });
}

export function auditQuery(filter: AuditSearch) {
  return infiniteQueryOptions({
    ...pages,
    queryKey: ["admin", "audit", filter],
    queryFn: ({ pageParam }) => unwrap(client.admin.audit.list({ ...at(pageParam), ...filter, limit: 50 })),
    getNextPageParam: next,
  });
}

/** The last things that were done to an account. */
export function lastActsQuery(userId: string) {
  return queryOptions({
    queryKey: ["admin", "audit", "last", userId],
    queryFn: async () => (await unwrap(client.admin.audit.list({ userId, limit: 6 }))).items,
    staleTime: 0,
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
