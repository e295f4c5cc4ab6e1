import type { UserSummary } from "../users/contract.ts";
import type { NotificationType } from "./contract.ts";

/** What somebody is to be told. */
export type NewNotification = {
  type: NotificationType;
  /** In place of it, where there is a `deed`: who did it, and how many others. */
  title: string;
  /** What the actors of a group did, to go on after their names: `liked your post`. */
  deed?: string;
  message: string;
  link: string | null;
  metadata: Record<string, string>;
  actor: UserSummary | null;
  /** Unread ones of the same type and group within a day are one. */
  groupKey: string | null;
  /** Whoever causes it sends a mail of its own, and so no other is sent. */
  isMailed?: boolean;
};

/** "Ann liked your post", "Ann and 12 others liked your post": by how many different people there were. */
export function titleOf({ title, deed, actor }: NewNotification, actorCount: number): string {
  if (deed === undefined || actor === null) return title;
  const others = actorCount - 1;
  const rest = others > 0 ? ` and ${others} ${others === 1 ? "other" : "others"}` : "";
  return `${actor.displayName}${rest} ${deed}`;
}
