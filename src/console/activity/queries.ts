import { infiniteQueryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

export const securityEventsQuery = infiniteQueryOptions({
  queryKey: ["security-events"],
  queryFn: ({ pageParam }) => unwrap(client.me.securityEvents(at(pageParam))),
  initialPageParam: firstPage,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
});
