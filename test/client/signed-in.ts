import { vi } from "vitest";
import type { Client, OutboxChange, OutboxStore } from "../../src/client/index.ts";
import { MemoryStore } from "../../src/client/outbox/memory-store.ts";
import { ScriptedServer } from "./scripted-server.ts";

export const conversationId = "conv_1";
/** What sends a message there over HTTP. */
export const post = "POST /api/v1/conversations/conv_1/messages";

type Watched = { server: ScriptedServer; client: Client; store: OutboxStore; states: string[] };

/** A client that is signed in, with what its outbox tells as `state clientId`. */
export async function signedIn({ server = new ScriptedServer(), store = new MemoryStore() } = {}): Promise<Watched> {
  const client = server.client({ outbox: store });
  const states: string[] = [];
  client.chat.outbox.onChange(({ state, outgoing }: OutboxChange) => states.push(`${state} ${outgoing.clientId}`));
  await client.auth.refresh();
  await settle();
  return { server, client, store, states };
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** The clientIds that were sent over HTTP, in order. */
export function posted(server: ScriptedServer): unknown[] {
  return server.calls
    .filter(({ request }) => request === post)
    .map(({ body }) => (body && typeof body === "object" && "clientId" in body ? body.clientId : null));
}

export function stored(clientId: string) {
  return { id: `msg_${clientId}`, clientId, seq: 1 };
}
