import { z } from "zod";

/** The subprotocol that the server selects; browsers offer it together with `bearer.<access token>`. */
export const PROTOCOL = "atrium.v1";

/** Close codes of every stream. */
export const closeCode = {
  protocol: 4400,
  sessionOver: 4401,
  notMember: 4403,
  gone: 4404,
  tooSlow: 4408,
  tooFast: 4429,
  tooBig: 1009,
  restart: 1012,
} as const;

/** The client's own name for a command, given back in its `ack` or `error`. */
export const CommandId = z.string().min(1).max(64);

/** A place in a stream as a query names it: digits, because JavaScript would take an empty text for 0. */
export const StreamPlace = z
  .string()
  .regex(/^\d{1,16}$/, "must be a whole number")
  .transform(Number)
  .pipe(z.int());

/** Replayed at the start of a durable stream: everything after this number. */
export const StreamQuery = z.strictObject({ after: StreamPlace.optional() });

/** How far a client has read a durable stream. Has no id and no answer. */
export const Received = z.strictObject({ type: z.literal("received"), seq: z.int().min(0) });

export type Ready = { type: "ready"; seq: number; connectionId: string };
export type Reset = { type: "reset"; seq: number };
export type Ack = { type: "ack"; id: string };
export type CommandError = { type: "error"; id: string | null; code: string; message: string };
