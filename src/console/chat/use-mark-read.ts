import { useEffect, useRef } from "react";
import type { ConversationLive } from "../../client/index.ts";
import { useIsVisible } from "../app/use-is-visible.ts";
import { setConversationRead } from "./conversation-cache.ts";

/** Marks the conversation read up to `seq` while someone can be looking at it. */
export function useMarkRead(live: ConversationLive | null, conversationId: string, seq: number): void {
  const isVisible = useIsVisible();
  const told = useRef(0);
  useEffect(() => {
    if (!live || !isVisible || seq <= told.current) return;
    told.current = seq;
    setConversationRead(conversationId);
    void live.read(seq);
  }, [live, isVisible, conversationId, seq]);
}
