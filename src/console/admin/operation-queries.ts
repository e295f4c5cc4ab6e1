import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { EventRecord, JobRecord } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

const next = (page: { nextCursor: string | null }) => page.nextCursor;
/** So often is read what is under way. */
const watchedMs = 2_000;
/** And so often figures of a day, which change slowly. */
const countedMs = 15_000;

export type EventFilter = { type?: string; state?: EventRecord["state"]; from?: string; to?: string };

export function eventsQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: ["admin", "events", "list", filter],
    queryFn: ({ pageParam }) => unwrap(client.admin.events.list({ ...at(pageParam), ...filter })),
    initialPageParam: firstPage,
    staleTime: 0,
    getNextPageParam: next,
    refetchInterval: ({ state: { data } }) => (itemsOf(data).some(isDispatched) ? watchedMs : false),
  });
}

export function eventQuery(eventId: string) {
  return queryOptions({
    queryKey: ["admin", "events", "one", eventId],
    queryFn: () => unwrap(client.admin.events.get(eventId)),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isDispatched(data) ? watchedMs : false),
  });
}

export const eventTypesQuery = queryOptions({
  queryKey: ["admin", "event-types"],
  queryFn: async () => (await unwrap(client.admin.events.types())).items,
  staleTime: Infinity,
});

export const eventStatisticsQuery = queryOptions({
  queryKey: ["admin", "events", "statistics"],
  queryFn: () => unwrap(client.admin.events.stats()),
  staleTime: 0,
  refetchInterval: countedMs,
});

export type JobFilter = { type?: string; queue?: JobRecord["queue"]; state?: JobRecord["state"] };

export function jobsQuery(filter: JobFilter) {
  return infiniteQueryOptions({
    queryKey: ["admin", "jobs", "list", filter],
    queryFn: ({ pageParam }) => unwrap(client.admin.jobs.list({ ...at(pageParam), ...filter })),
    initialPageParam: firstPage,
    staleTime: 0,
    getNextPageParam: next,
    refetchInterval: ({ state: { data } }) => (itemsOf(data).some(isUnderWay) ? watchedMs : false),
  });
}

export function jobQuery(jobId: string) {
  return queryOptions({
    queryKey: ["admin", "jobs", "one", jobId],
    queryFn: () => unwrap(client.admin.jobs.get(jobId)),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? watchedMs : false),
  });
}

export const jobStatisticsQuery = queryOptions({
  queryKey: ["admin", "jobs", "statistics"],
  queryFn: () => unwrap(client.admin.jobs.stats()),
  staleTime: 0,
  refetchInterval: countedMs,
});

/** Whether an event or a job will change by itself within moments: not one whose next try is far. */
function isDispatched({ state, nextAttemptAt }: Pick<EventRecord, "state" | "nextAttemptAt">): boolean {
  return state === "pending" && isSoon(nextAttemptAt);
}

function isUnderWay({ state, nextAttemptAt }: JobRecord): boolean {
  return state === "running" || (state === "queued" && isSoon(nextAttemptAt));
}

function isSoon(moment: string | null): boolean {
  return moment === null || Date.parse(moment) < Date.now() + 60_000;
}
