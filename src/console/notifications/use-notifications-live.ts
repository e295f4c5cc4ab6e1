import { useEffect } from "react";
import type { NotificationEvent } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { reportStream } from "../app/connection.ts";
import { conversationsQuery, meQuery, notificationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { bumpConversation, renameConversation } from "../chat/conversation-cache.ts";
import { ownStatusIs, presenceChanged, watchPresenceBy } from "../presence/presence.ts";
import { usePushLive } from "../push/use-push-live.ts";
import { applyToLists, readListsAgain } from "./notification-lists.ts";
import { keepAll } from "./removals.ts";

/** Keeps the bell, its list, the inbox and the list of conversations up to date while one is signed in. */
export function useNotificationsLive(): void {
  usePushLive();
  useEffect(() => {
    const live = client.notifications.live({
      onEvent: handle,
      onState: (state) => reportStream("notifications", state),
    });
    watchPresenceBy(live);
    return () => {
      watchPresenceBy(null);
      keepAll();
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
  applyToLists(event);
  followPresence(event);
  if (event.type === "conversation.updated") {
    bumpConversation(event.conversationId, event.lastMessage, event.unreadCount);
    if (event.title !== undefined) renameConversation(event.conversationId, event.title);
  }
  if (event.type === "ready" || event.type === "reset") {
    readListsAgain();
    // News of conversations is not replayed, so what was missed is read.
    void queryClient.invalidateQueries(conversationsQuery);
  } else if ("seq" in event && queryClient.isFetching({ queryKey: notificationsQuery.queryKey }) > 0) {
    // What is being read may be older than this event.
    readListsAgain();
  }
}
