import type { PresenceStatus } from "../../client/index.ts";
import { ago } from "../app/time.ts";
import { t } from "../strings/strings.ts";
import type { Presence } from "./presence.ts";

export const statusNames: Record<PresenceStatus, string> = {
  online: t("presence.status.online"),
  away: t("presence.status.away"),
  busy: t("presence.status.busy"),
  offline: t("presence.status.offline"),
};

/** "Online", "Away", "Last seen 5 minutes ago". */
export function describePresence({ status, lastSeenAt }: Presence): string {
  if (status !== "offline" || lastSeenAt === null) return statusNames[status];
  return t("presence.lastSeen", { when: ago(lastSeenAt) });
}
