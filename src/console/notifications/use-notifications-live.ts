import { useEffect } from "react";
import type { NotificationEvent } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { reportStream } from "../app/connection.ts";
import { conversationsQuery, meQuery, notificationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { bumpConversation } from "../chat/conversation-cache.ts";
import { ownStatusIs, presenceChanged, watchPresenceBy } from "../presence/presence.ts";
import { applyEvent } from "./apply-event.ts";

/** Keeps the bell, its list and the list of conversations up to date while one is signed in. */
export function useNotificationsLive(): void {
  useEffect(() => {
    const live = client.notifications.live({
      onEvent: handle,
      onState: (state) => reportStream("notifications", state),
    });
    watchPresenceBy(live);
    return () => {
      watchPresenceBy(null);
      live.close();
    };
  }, []);
}

function followPresence(event: NotificationEvent): void {
  if (event.type === "ready") ownStatusIs(event.presence);
  if (event.type !== "presence.changed") return;
  const isOwn = event.userId === queryClient.getQueryData(meQuery.queryKey)?.id;
  if (isOwn) ownStatusIs(event.status);
  else presenceChanged(event.userId, event);
}

function handle(event: NotificationEvent): void {
  const { queryKey } = notificationsQuery;
  queryClient.setQueryData(queryKey, (data) => data && applyEvent(data, event));
  followPresence(event);
  // The inbox shows another part of the same, which only the server can choose.
  if ("seq" in event && event.type !== "ready")
    void queryClient.invalidateQueries({ queryKey: [...queryKey, "inbox"] });
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
