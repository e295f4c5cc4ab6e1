import { reactTo } from "../../platform/events/reaction.ts";
import { noticeLines, noticeWords, securityNotice } from "../users/index.ts";
import type { NotificationsDeps } from "./routes.ts";

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
    });
    return [];
  },
);

export const notificationReactions = [showNotice];
