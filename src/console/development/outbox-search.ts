/** What of the outbox is shown: whose messages, of which channel, and which of them is open. */
export type OutboxSearch = { to?: string; channel?: Channel; id?: string };

export const channels = ["email", "sms", "whatsapp", "push"] as const;
type Channel = (typeof channels)[number];

export function readOutboxSearch({ to, channel, id }: Record<string, unknown>): OutboxSearch {
  const known = channels.find((name) => name === channel);
  return {
    // A phone number in an address is read as a number.
    ...((typeof to === "string" || typeof to === "number") && to !== "" && { to: String(to) }),
    ...(known && { channel: known }),
    ...(typeof id === "string" && { id }),
  };
}
