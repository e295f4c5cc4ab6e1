import { closeCode } from "./contract.ts";

/**
 * A client that pings does so every thirty seconds at the latest, whatever it hears meanwhile. One that has
 * missed it twice is about to be gone: together with the few seconds in which it may come back, a minute.
 */
const silentMs = 55_000;

/** What the open sockets tell of the clients behind them. */
export type Hearing = {
  /** The sockets whose client is taken to be there. */
  live: WebSocket[];
  /** Those whose client has not been heard. */
  silent: WebSocket[];
  /** When the last of the live ones was heard, and falls silent unless it is again; undefined where one never pinged. */
  pinged: { heardAt: number; silentAt: number } | undefined;
  /** Of the silent one that was heard last: when that was, and since when it counts as silent. */
  lost: { heardAt: number; since: number } | undefined;
};

/**
 * Tells apart whose client is there and whose has fallen silent: no close frame comes from a phone without a
 * network. One that never pinged is judged by its connection alone, for nobody has to ping. The runtime
 * answers pings and knows their times, so that none wakes the object.
 */
export function hearSockets(ctx: DurableObjectState, sockets: WebSocket[], now: number): Hearing {
  const hearing: Hearing = { live: [], silent: [], pinged: undefined, lost: undefined };
  let lastHeardAt = 0;
  for (const socket of sockets) {
    const heardAt = ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? Number.POSITIVE_INFINITY;
    const since = heardAt + silentMs;
    if (since > now) {
      hearing.live.push(socket);
      lastHeardAt = Math.max(lastHeardAt, heardAt);
    } else {
      hearing.silent.push(socket);
      if (heardAt > (hearing.lost?.heardAt ?? 0)) hearing.lost = { heardAt, since };
    }
  }
  if (hearing.live.length > 0 && Number.isFinite(lastHeardAt))
    hearing.pinged = { heardAt: lastHeardAt, silentAt: lastHeardAt + silentMs };
  return hearing;
}

/** The same, and closes the silent ones: a client that lives after all comes back at once. */
export function closeSilent(ctx: DurableObjectState, sockets: WebSocket[], now: number): Hearing {
  const hearing = hearSockets(ctx, sockets, now);
  for (const socket of hearing.silent) socket.close(closeCode.restart, "not heard of");
  return hearing;
}
