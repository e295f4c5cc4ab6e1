import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { NotificationType } from "../../client/index.ts";
import { itemsOf } from "../app/items.ts";
import { notificationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";

/** Reads what a page shows again when a notification says that others have changed it. */
export function useNews(types: NotificationType[], { queryKey }: { queryKey: QueryKey }): void {
  const { data } = useInfiniteQuery(notificationsQuery);
  const newest = data && (itemsOf(data).find(({ type }) => types.includes(type)) ?? null);
  const key = newest && `${newest.id}:${newest.seq}`;
  const known = useRef(key);
  useEffect(() => {
    // What there was when the page came is in what it read then.
    const isNew = known.current !== undefined && key !== null && key !== known.current;
    known.current = key;
    if (isNew) void queryClient.invalidateQueries({ queryKey });
  }, [key, queryKey]);
}
