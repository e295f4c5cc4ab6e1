import { queryOptions } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";

export const sessionStatsQuery = queryOptions({
  queryKey: ["session-stats"],
  queryFn: () => unwrap(client.sessions.stats()),
  staleTime: 0,
});
