import { useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Found } from "../thread/use-found.ts";
import { tellFailure } from "../ui/toasts.tsx";
import { loadAround } from "./messages-query.ts";

/** Leads to one message of a conversation: the one in the page's address, or one that is chosen later. */
export function useOpenMessage(conversationId: string) {
  const { at } = useSearch({ from: "/signed-in/chat/conversations/$conversationId" });
  const [found, setFound] = useState<Found | null>(null);
  const wishes = useRef(0);
  const openMessage = useCallback(
    (seq: number) => {
      wishes.current += 1;
      const wish = wishes.current;
      const open = async () => {
        await loadAround(conversationId, seq);
        if (wish === wishes.current) setFound({ seq, wish });
      };
      open().catch(tellFailure);
    },
    [conversationId],
  );
  useEffect(() => {
    if (at !== undefined) openMessage(at);
  }, [at, openMessage]);
  return { found, openMessage };
}
