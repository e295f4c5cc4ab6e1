import type { PresenceStatus } from "../../client/index.ts";
import { usePresence } from "./presence.ts";
import { statusNames } from "./presence-words.ts";

// Told apart by shape as well as by colour.
const looks: Record<PresenceStatus, string> = {
  online: "bg-online",
  away: "border-2 border-away bg-surface",
  busy: "bg-busy",
  offline: "",
};

/** Whether somebody is there, at the corner of their avatar. Nothing for who is not. */
export function PresenceDot({ userId }: { userId: string | null }) {
  const presence = usePresence(userId);
  if (!presence || presence.status === "offline") return null;
  return (
    <>
      <CornerDot status={presence.status} />
      <span className="sr-only">{statusNames[presence.status]}</span>
    </>
  );
}

/** A status at the corner of what it is of. */
export function CornerDot({ status }: { status: PresenceStatus }) {
  return (
    <span className="absolute -end-0.5 -bottom-0.5 grid size-3.5 place-items-center rounded-full bg-surface">
      <StatusDot status={status} />
    </span>
  );
}

export function StatusDot({ status }: { status: PresenceStatus }) {
  const look = status === "offline" ? "border-2 border-edge" : looks[status];
  return (
    <span aria-hidden="true" className={`grid size-2.5 place-items-center rounded-full ${look}`}>
      {status === "busy" && <span className="h-0.5 w-1.5 rounded bg-surface" />}
    </span>
  );
}
