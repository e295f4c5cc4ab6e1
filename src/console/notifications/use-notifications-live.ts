import { useEffect } from "react";
import type { NotificationEvent } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { reportStream } from "../app/connection.ts";
import { conversationsQuery, notificationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { bumpConversation } from "../chat/conversation-cache.ts";
import { applyEvent } from "./apply-event.ts";

/** Keeps the bell, its list and the list of conversations up to date while one is signed in. */
export function useNotificationsLive(): void {
  useEffect(() => {
    const live = client.notifications.live({
      onEvent: handle,
      onState: (state) => reportStream("notifications", state),
    });
    return () => live.close();
  }, []);
}

function handle(event: NotificationEvent): void {
  const { queryKey } = notificationsQuery;
  queryClient.setQueryData(queryKey, (data) => data && applyEvent(data, event));
  if (event.type === "conversation.updated") {
    bumpConversation(event.conversationId, event.lastMessage, event.unreadCount);
  }
  if (event.type === "ready" || event.type === "reset") {
    void queryClient.invalidateQueries({ queryKey });
    // News of conversations is not replayed, so what was missed is read.
    void queryClient.invalidateQueries(conversationsQuery);
  } else if ("seq" in event && queryClient.isFetching({ queryKey }) > 0) {
    // What is being read may be older than this event.
    void queryClient.invalidateQueries({ queryKey });
  }
}
