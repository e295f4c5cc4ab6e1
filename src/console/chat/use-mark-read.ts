import { useEffect, useEffectEvent, useRef } from "react";
import type { ConversationLive } from "../../client/index.ts";
import { useIsVisible } from "../app/use-is-visible.ts";
import { setConversationRead } from "./conversation-cache.ts";

/** A glance is no reading: the page may just be finding the place where one is to go on. */
const glanceMs = 200;

/** Marks the conversation read up to `seq` while someone can be looking at it. */
export function useMarkRead(live: ConversationLive | null, conversationId: string, seq: number): void {
  const isVisible = useIsVisible();
  const told = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const read = useEffectEvent(() => {
    timer.current = undefined;
    if (!live || !isVisible || seq <= told.current) return;
    told.current = seq;
    setConversationRead(conversationId);
    void live.read(seq);
  });
  useEffect(() => {
    // What is said meanwhile is read with it: it must not be put off for as long as somebody talks.
    if (live && isVisible && seq > told.current) timer.current ??= setTimeout(read, glanceMs);
  }, [live, isVisible, seq]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
