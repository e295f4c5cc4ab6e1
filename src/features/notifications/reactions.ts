import { reactTo } from "../../platform/events/reaction.ts";
import { findUserSummaries, noticeLines, noticeWords, securityNotice } from "../users/index.ts";
import { businessTellings } from "./business-tellings.ts";
import { communityTellings } from "./community-tellings.ts";
import { endAcquaintance } from "./end-acquaintance.ts";
import type { NotificationsDeps } from "./deps.ts";
import { announced } from "./events.ts";

const hubsAtOnce = 20;

/** Shows the owner in the app what happened to the security of their account. Told twice, it is stored once. */
const showNotice = reactTo(
  securityNotice,
  "notifications.show-security-notice",
  async (deps: NotificationsDeps, { userId, kind, details }, { id }) => {
    const { title, message } = noticeWords[kind];
    await deps.notificationHubOf(userId).notify(id, {
      type: "security_alert",
      title,
      message: [message, ...noticeLines(details)].join("\n"),
      link: "/settings/activity",
      metadata: { userId },
      actor: null,
      groupKey: null,
      isMailed: true,
    });
    return [];
  },
);

/** Tells each user what an operator had told them. Ids of nobody are passed over: their hubs would be made by asking. */
const deliverAnnouncement = reactTo(
  announced,
  "notifications.deliver-announcement",
  async (deps: NotificationsDeps, { userIds, ...announcement }, { id }) => {
    const people = [...(await findUserSummaries(deps, userIds)).keys()];
    for (let from = 0; from < people.length; from += hubsAtOnce) {
      await Promise.all(
        people
          .slice(from, from + hubsAtOnce)
          .map((userId) => deps.notificationHubOf(userId).notify(id, { ...announcement, actor: null, groupKey: null })),
      );
    }
    return [];
  },
);

export const notificationReactions = [
  endAcquaintance,
  showNotice,
  deliverAnnouncement,
  ...communityTellings,
  ...businessTellings,
];
