import type { Line } from "../../platform/sockets/frames.ts";
import type { Replay } from "../../platform/sockets/replay.ts";

/** A command that came in at a relay. */
export type RelayedCommand = { userId: string; command: unknown };

/** What is to be told to who gave it, and whether their socket is to be closed after that. */
export type RelayedAnswer = { lines: string[]; close?: { code: number; reason: string } };

/** The first lines of a socket and how far they lead, or the status with which it is turned away. */
export type RelayedWelcome = { ok: true; seq: number; lines: Line[] } | { ok: false; status: number };

/** What a relay asks of its room. */
export interface RelayedRoom {
  welcomeRelayed(connectionId: string, after: number | null): Promise<RelayedWelcome>;
  commandRelayed(commands: RelayedCommand[]): Promise<RelayedAnswer[]>;
  leaveRelayed(connectionIds: string[]): Promise<void>;
  /** What happened after a place in the stream, and how far it is now. */
  replayRelayed(after: number): Promise<{ seq: number; replay: Replay }>;
}
