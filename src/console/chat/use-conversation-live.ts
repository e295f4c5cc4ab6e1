import { useEffect, useRef, useState } from "react";
import type { CompanionFailure, ConversationEvent, ConversationLive } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { reportStream } from "../app/connection.ts";
import { conversationQuery, conversationsQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { noAnswers, withAnswer, withoutFailure } from "../thread/answers.ts";
import { changeMessage, keepMessage } from "./keep-message.ts";
import { messagesQuery } from "./messages-query.ts";
import { nobodyTypes, typingChanged } from "./typing.ts";

export type Reads = Record<string, number>;

/** How far everybody had read, and what there was, when one came. */
export type Arrival = { reads: Reads; seq: number };

/**
 * Keeps one conversation live while it is shown. `isReady` says that its messages have been read: the
 * stream resumes from there.
 */
export function useConversationLive(conversationId: string, isReady: boolean) {
  const [live, setLive] = useState<ConversationLive | null>(null);
  const [isGone, setIsGone] = useState(false);
  const [reads, setReads] = useState<Reads>({});
  const [arrival, setArrival] = useState<Arrival | null>(null);
  const [isCatchingUp, setIsCatchingUp] = useState(false);
  const [answers, setAnswers] = useState(noAnswers);

  const onEvent = (event: ConversationEvent) => {
    setAnswers((before) => withAnswer(before, event));
    switch (event.type) {
      case "ready": {
        const readsNow = Object.fromEntries(event.reads.map(({ userId, readSeq }) => [userId, readSeq]));
        nobodyTypes(conversationId);
        setIsCatchingUp(true);
        setArrival((before) => before ?? { reads: readsNow, seq: event.seq });
        return setReads(readsNow);
      }
      case "reset":
        return void queryClient.invalidateQueries(messagesQuery(conversationId));
      case "message.created":
        typingChanged(conversationId, event.message.sender.id, false);
        return keepMessage(conversationId, event.message);
      case "message.edited":
      case "message.deleted":
        return changeMessage(conversationId, event.message.id, () => event.message);
      case "reaction.changed":
        return changeMessage(conversationId, event.messageId, (one) => ({ ...one, reactions: event.reactions }));
      case "member.joined":
      case "member.left":
      case "conversation.changed":
        void queryClient.invalidateQueries(conversationsQuery);
        return void queryClient.invalidateQueries(conversationQuery(conversationId));
      case "read.changed":
        return setReads((before) => ({ ...before, [event.userId]: event.readSeq }));
      case "typing":
        return typingChanged(conversationId, event.userId, event.isTyping);
      case "presence":
      case "companion.delta":
      case "companion.failed":
        return undefined;
    }
  };
  const latestOnEvent = useRef(onEvent);
  useEffect(() => {
    latestOnEvent.current = onEvent;
  });

  useEffect(() => {
    if (!isReady) return;
    const name = `conversation ${conversationId}`;
    const after = queryClient.getQueryData(messagesQuery(conversationId).queryKey)?.seq ?? 0;
    const stream = client.chat.live(conversationId, {
      after,
      onEvent: (event) => latestOnEvent.current(event),
      onRecovered: () => setIsCatchingUp(false),
      onState: (state, reason) => {
        reportStream(name, state);
        if (reason === "gone" || reason === "not-a-member") setIsGone(true);
      },
    });
    setLive(stream);
    return () => {
      setLive(null);
      stream.close();
      nobodyTypes(conversationId);
    };
  }, [conversationId, isReady]);

  const askAgain = (messageId: string, failure: CompanionFailure) =>
    setAnswers((before) => withoutFailure(before, messageId, failure));
  return { live, isGone, reads, arrival, isCatchingUp, answers, askAgain };
}
