/** How far one's own last message has come. */
export function DeliveryState({ isSeen }: { isSeen: boolean }) {
  return <p className="mt-1 text-right text-xs text-muted">{isSeen ? "Seen" : "Sent"}</p>;
}
