import { useEffect, useRef, useState } from "react";
import type { About } from "../thread/thread.ts";
import { draftOf, keepDraft } from "./drafts.ts";

/**
 * What is written in a conversation, which waits as a draft while one is elsewhere. To change a message is to
 * write on from it, and what was being written waits for the end of that.
 */
export function useText(conversationId: string, about: About | null) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => draftOf(conversationId));
  const waiting = useRef<string | null>(null);
  const [last, setLast] = useState<About | null>(null);
  if (about !== last) {
    setLast(about);
    if (about?.kind === "edit") setText(about.message.content ?? "");
  }
  const before = useRef(text);
  useEffect(() => {
    if (about?.kind === "edit") waiting.current = before.current;
    else if (waiting.current !== null) {
      setText(waiting.current);
      waiting.current = null;
    }
    if (about) area.current?.focus();
  }, [about]);
  useEffect(() => {
    if (about?.kind !== "edit") before.current = text;
  }, [about, text]);
  useEffect(() => {
    keepDraft(conversationId, "");
    return () => keepDraft(conversationId, before.current);
  }, [conversationId]);
  return { text, setText, area };
}
