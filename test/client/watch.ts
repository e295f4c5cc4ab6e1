import { vi } from "vitest";
import type { ConversationEvent, ConversationLive, SignOutReason, StreamState } from "../../src/client/index.ts";
import { ScriptedServer } from "./scripted-server.ts";

type Watched = {
  server: ScriptedServer;
  live: ConversationLive;
  events: ConversationEvent[];
  states: string[];
  recoveries: boolean[];
};

export const conversationId = "conv_1";

/** A conversation's stream under fake timers, and everything that it tells. */
export async function watch(
  options: { after?: number; onSignedOut?: (reason: SignOutReason) => void } = {},
): Promise<Watched> {
  const { onSignedOut, ...streamOptions } = options;
  const server = new ScriptedServer();
  const events: ConversationEvent[] = [];
  const states: string[] = [];
  const recoveries: boolean[] = [];
  const onState = (state: StreamState, reason: string | null) => states.push(reason ?? state);
  const client = server.client(onSignedOut && { onSignedOut });
  const live = client.chat.live(conversationId, {
    ...streamOptions,
    onEvent: (event) => events.push(event),
    onRecovered: ({ recovered }) => recoveries.push(recovered),
    onState,
  });
  await settle();
  return { server, live, events, states, recoveries };
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

export function created(seq: number) {
  return { type: "message.created", seq, message: { id: `msg_${seq}`, seq, content: `message ${seq}` } };
}

export function seqsOf(events: ConversationEvent[]): number[] {
  return events.flatMap((event) => (event.type === "message.created" ? [event.seq] : []));
}
