import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { notificationsQuery } from "../app/queries.ts";

/** Who looks at a conversation needs no telling that it has new messages: marks that notification read. */
export function useReadAbout(conversationId: string): void {
  const { data } = useInfiniteQuery(notificationsQuery);
  const told = useRef(new Set<string>());
  const unread = itemsOf(data).find(
    (one) => !one.read && one.type === "new_message" && one.metadata["conversationId"] === conversationId,
  );
  const key = unread && `${unread.id}:${unread.seq}`;
  useEffect(() => {
    if (!unread || !key || told.current.has(key)) return;
    told.current.add(key);
    void client.notifications.markRead(unread.id);
  }, [unread, key]);
}
