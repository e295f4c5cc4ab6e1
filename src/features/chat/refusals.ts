import type { ProblemCode } from "../../platform/http/contract.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type ErrorFrame, errorFrame } from "../../platform/sockets/frames.ts";

type Refusal = { code: ProblemCode; message: string; path?: string };

/** Why a room does not do what it is asked, as HTTP and sockets tell it. */
const refusals = {
  "not-member": { code: "NOT_FOUND", message: "There is no such conversation." },
  "no-such-message": { code: "NOT_FOUND", message: "There is no such message." },
  "no-such-reply": { code: "VALIDATION_FAILED", path: "replyTo", message: "is no message of this conversation" },
  "no-such-attachment": { code: "VALIDATION_FAILED", path: "attachments", message: "names a file that is not yours" },
  "no-emoji": { code: "VALIDATION_FAILED", path: "emoji", message: "must be a single emoji" },
  silenced: { code: "FORBIDDEN", message: "Nothing can be sent in this conversation." },
  "not-yours": { code: "FORBIDDEN", message: "The message is somebody else's." },
  "is-deleted": { code: "CONFLICT", message: "The message was deleted." },
  "no-open-question": { code: "CONFLICT", message: "The message has its answer, or asks for none." },
  "too-many-emoji": { code: "CONFLICT", message: "There are twenty different reactions already." },
  "files-unreachable": { code: "UNAVAILABLE", message: "The attachments could not be looked up; try again." },
  "too-many-waiting": { code: "UNAVAILABLE", message: "Too many messages wait for their attachments; try again." },
} as const satisfies Record<string, Refusal>;

export type RefusalReason = keyof typeof refusals;
export type RoomRefusal = { ok: false; reason: RefusalReason };

/** What a room could not do because something broke; it is logged and not told. */
export type RoomFailure = { ok: false; error: unknown };

export function refusal(reason: RefusalReason): RoomRefusal {
  return { ok: false, reason };
}

export function problemOf({ reason }: RoomRefusal): Problem {
  const { code, message, path }: Refusal = refusals[reason];
  if (reason === "not-member") return new Problem("NOT_FOUND");
  if (path !== undefined) return new Problem(code, undefined, { errors: [{ path, message }] });
  return new Problem(code, message, code === "UNAVAILABLE" ? { headers: { "retry-after": "2" } } : {});
}

/** The answer to a command that is refused. */
export function refusalFrame(command: { id: string }, { reason }: RoomRefusal): ErrorFrame {
  const { code, message, path }: Refusal = refusals[reason];
  return errorFrame(command, code, path === undefined ? message : `${path} ${message}.`);
}
