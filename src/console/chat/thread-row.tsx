import type { ReactNode } from "react";
import type { CompanionFailure, Conversation } from "../../client/index.ts";
import { AnswerRow, ThinkingRow, UnansweredRow } from "../thread/answer-rows.tsx";
import { MessageRow } from "../thread/message-row.tsx";
import { Receipts } from "../thread/receipts.tsx";
import { OutgoingRow } from "../thread/outgoing-row.tsx";
import type { Row } from "../thread/rows.ts";
import type { Thread } from "../thread/thread.ts";
import type { Reads } from "./use-conversation-live.ts";

type Around = {
  conversation: Conversation;
  reads: Reads;
  thread: Thread;
  isFound: boolean;
  onRetry: (messageId: string, failure: CompanionFailure) => void;
};

/** How each kind of row is shown. */
export function threadRow(row: Row, { conversation, reads, thread, isFound, onRetry }: Around): ReactNode {
  switch (row.kind) {
    case "message":
      return (
        <MessageRow
          message={row.message}
          isContinued={row.isContinued}
          day={row.day}
          isFirstUnread={row.isFirstUnread}
          isFound={isFound}
          thread={thread}
        />
      );
    case "receipt":
      return <Receipts message={row.message} conversation={conversation} reads={reads} meId={thread.meId} />;
    case "outgoing":
      return <OutgoingRow message={row.message} />;
    case "answer":
      return <AnswerRow text={row.text} />;
    case "thinking":
      return <ThinkingRow />;
    case "unanswered": {
      const { messageId, failure } = row;
      const { conversationId } = thread;
      return (
        <UnansweredRow
          conversationId={conversationId}
          messageId={messageId}
          failure={failure}
          onRetry={() => onRetry(messageId, failure)}
        />
      );
    }
  }
}
