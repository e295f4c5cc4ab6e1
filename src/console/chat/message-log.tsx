import type { Message } from "../../client/index.ts";
import { dayName } from "../app/time.ts";
import type { History } from "./messages-query.ts";
import { DeliveryState } from "./delivery-state.tsx";
import { MessageItem } from "./message-item.tsx";
import { OlderMessages } from "./older-messages.tsx";
import { useOutgoing } from "./outgoing.ts";
import { OutgoingItem } from "./outgoing-item.tsx";
import type { Reads } from "./use-conversation-live.ts";

type MessageLogProps = {
  conversationId: string;
  history: History;
  meId: string;
  reads: Reads;
};

const sameBreathMs = 5 * 60_000;

/** What was said, in order, and what is on its way. */
export function MessageLog({ conversationId, history, meId, reads }: MessageLogProps) {
  const { items, hasOlder } = history;
  // What was sent before this was read is among what was read, or older.
  const known = new Set(items.map(({ clientId }) => clientId));
  const outgoing = useOutgoing(conversationId).filter(
    ({ clientId, seq }) => !known.has(clientId) && (seq === undefined || seq > history.seq),
  );
  const newest = items.at(-1);
  const lastOfMine = newest?.sender.id === meId && outgoing.length === 0 ? newest : null;
  const isSeen =
    lastOfMine !== null && Object.entries(reads).some(([userId, seq]) => userId !== meId && seq >= lastOfMine.seq);
  return (
    <div className="mx-auto w-full max-w-3xl px-4 py-5 md:px-6">
      {hasOlder && items[0] && <OlderMessages conversationId={conversationId} before={items[0].seq} />}
      {items.length + outgoing.length === 0 && (
        <p className="py-8 text-center font-display text-lg text-muted">This is the beginning. Say something.</p>
      )}
      <ol role="log" aria-label="Messages" className="grid">
        {items.map((message, index) => (
          <MessageItem
            key={message.clientId}
            message={message}
            isMine={message.sender.id === meId}
            isContinued={isSameBreath(items[index - 1], message)}
            day={newDay(items[index - 1], message)}
          />
        ))}
        {outgoing.map((message) => (
          <OutgoingItem key={message.clientId} message={message} />
        ))}
      </ol>
      {lastOfMine && <DeliveryState isSeen={isSeen} />}
    </div>
  );
}

/** Whether a message goes on from the one before it, so that the name need not be said again. */
function isSameBreath(before: Message | undefined, message: Message): boolean {
  if (before?.sender.id !== message.sender.id) return false;
  return (
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < sameBreathMs && newDay(before, message) === null
  );
}

function newDay(before: Message | undefined, message: Message): string | null {
  const day = dayName(message.createdAt);
  return before && dayName(before.createdAt) === day ? null : day;
}
