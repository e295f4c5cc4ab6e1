import { reactTo } from "../../platform/events/reaction.ts";
import { userUnfollowed } from "../people/index.ts";
import type { NotificationsDeps } from "./deps.ts";

/** Two who knew each other by following each other alone are strangers again: neither sees whether the other is there. */
export const endAcquaintance = reactTo(
  userUnfollowed,
  "notifications.end-acquaintance",
  async (deps: NotificationsDeps, { userId }) => {
    // One hub is enough: it tells the other, too.
    await deps.notificationHubOf(userId).reconsiderAcquaintances();
    return [];
  },
);
