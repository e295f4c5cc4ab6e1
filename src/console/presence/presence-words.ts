import type { PresenceStatus } from "../../client/index.ts";
import { ago } from "../app/time.ts";
import type { Presence } from "./presence.ts";

export const statusNames: Record<PresenceStatus, string> = {
  online: "Online",
  away: "Away",
  busy: "Busy",
  offline: "Offline",
};

/** "Online", "Away", "Last seen 5 minutes ago". */
export function describePresence({ status, lastSeenAt }: Presence): string {
  if (status !== "offline" || lastSeenAt === null) return statusNames[status];
  return `Last seen ${ago(lastSeenAt)}`;
}
