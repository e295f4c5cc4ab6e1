import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";

export const healthQuery = queryOptions({
  queryKey: ["admin", "health"],
  queryFn: () => unwrap(client.admin.health.get()),
  staleTime: 0,
  refetchInterval: 5_000,
});

export function suppressionsQuery(address: string) {
  return infiniteQueryOptions({
    queryKey: ["admin", "suppressions", address],
    queryFn: ({ pageParam }) =>
      unwrap(client.admin.health.suppressions({ ...at(pageParam), ...(address !== "" && { address }) })),
    initialPageParam: firstPage,
    staleTime: 0,
    getNextPageParam: (page) => page.nextCursor,
  });
}
