import { usePresence } from "./presence.ts";
import { describePresence } from "./presence-words.ts";

/** How somebody is, in words. */
export function PresenceText({ userId }: { userId: string }) {
  const presence = usePresence(userId);
  return presence && <span className="truncate text-xs text-muted">{describePresence(presence)}</span>;
}
