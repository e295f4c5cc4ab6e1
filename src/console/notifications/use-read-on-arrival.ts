import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { itemsOf } from "../app/items.ts";
import { notificationsQuery } from "../app/queries.ts";
import { useIsVisible } from "../app/use-is-visible.ts";
import { markRead } from "./notification-lists.ts";

/** Who comes where a notification leads, by whatever way, needs no telling any more: marks it read. */
export function useReadOnArrival(): void {
  const { data } = useInfiniteQuery(notificationsQuery);
  const here = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.href });
  const isVisible = useIsVisible();
  // The same one may become unread again, where more happens of its kind; then its place is another.
  const marked = useRef(new Set<string>());
  const arrived = itemsOf(data).filter(({ read, link }) => !read && link !== null && link === here);
  useEffect(() => {
    if (!isVisible) return;
    for (const { id, seq } of arrived) {
      if (marked.current.has(`${id}:${seq}`)) continue;
      marked.current.add(`${id}:${seq}`);
      markRead(id);
    }
  }, [arrived, isVisible]);
}
