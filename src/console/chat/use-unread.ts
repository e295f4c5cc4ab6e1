import { useEffect, useRef, useState } from "react";
import { useIsVisible } from "../app/use-is-visible.ts";
import type { Unread } from "../thread/rows.ts";
import type { Arrival } from "./use-conversation-live.ts";

/**
 * What was said while one was not looking: before one came here, or while the page was hidden. It stays marked
 * until one leaves, or says something oneself.
 */
export function useUnread(arrival: Arrival | null, meId: string, seq: number) {
  const [unread, setUnread] = useState<Unread | null>(null);
  const [seen, setSeen] = useState<Arrival | null>(null);
  if (arrival !== seen) {
    setSeen(arrival);
    const after = arrival?.reads[meId] ?? 0;
    if (arrival && after < arrival.seq) setUnread({ after, upTo: arrival.seq });
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
