import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { User } from "../../client/index.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { failureOf } from "../app/request-failed.ts";

/** Who looks, read anew whenever the server refuses them something: then a role may have been taken away. */
export function useCurrentPermissions(): User {
  const { data: me } = useSuspenseQuery(meQuery);
  useEffect(() => {
    const stopQueries = queryClient.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") readAnewAfter(event.action.error);
    });
    const stopActs = queryClient.getMutationCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") readAnewAfter(event.action.error);
    });
    return () => {
      stopQueries();
      stopActs();
    };
  }, []);
  return me;
}

function readAnewAfter(error: unknown): void {
  if (failureOf(error).code === "FORBIDDEN") void queryClient.invalidateQueries(meQuery);
}
