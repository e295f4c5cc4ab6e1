import { useEffect, useRef, useState } from "react";
import type { Conversation } from "../../client/index.ts";
import { useIsVisible } from "../app/use-is-visible.ts";
import type { Unread } from "../thread/rows.ts";
import { asListed } from "./conversation-cache.ts";
import type { History } from "./messages-query.ts";
import type { Arrival } from "./use-conversation-live.ts";

type Options = { conversation: Conversation; history: History | undefined; arrival: Arrival | null; meId: string };

/**
 * What was said while one was not looking: before one came here, or while the page was hidden. It stays marked
 * until one leaves, or says something oneself.
 */
export function useUnread({ conversation, history, arrival, meId }: Options) {
  const seq = history?.seq ?? 0;
  const [unread, setUnread] = useState<Unread | null>(null);
  const [hasHistory, setHasHistory] = useState(false);
  if (history && !hasHistory) {
    setHasHistory(true);
    setUnread(unreadOf(asListed(conversation), history, meId));
  }
  const [seen, setSeen] = useState<Arrival | null>(null);
  if (arrival !== seen) {
    setSeen(arrival);
    const after = arrival?.reads[meId] ?? 0;
    if (arrival) setUnread(after < arrival.seq ? { after, upTo: arrival.seq } : null);
  }
  const isVisible = useIsVisible();
  const latest = useRef(seq);
  useEffect(() => {
    latest.current = seq;
  }, [seq]);
  useEffect(() => {
    if (isVisible) return;
    const after = latest.current;
    return () => {
      if (latest.current > after) setUnread({ after, upTo: latest.current });
    };
  }, [isVisible]);
  return { unread, forgetUnread: () => setUnread(null) };
}

/** As far as it is known before the stream has said how far one had read: the last messages of others, so many as are unread. */
function unreadOf({ lastMessage, unreadCount }: Conversation, { items, seq }: History, meId: string): Unread | null {
  const isNewest = lastMessage !== null && lastMessage.seq === items.at(-1)?.seq;
  const first = items.filter(({ sender }) => sender.id !== meId).at(-unreadCount);
  return isNewest && unreadCount > 0 && first ? { after: first.seq - 1, upTo: seq } : null;
}
