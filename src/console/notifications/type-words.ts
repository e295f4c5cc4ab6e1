import type { Notification, NotificationType } from "../../client/index.ts";

/** What each kind of notification is called. */
export const typeNames: Record<NotificationType, string> = {
  new_message: "Messages",
  mention: "Mentions",
  new_comment: "Comments",
  post_liked: "Likes of posts",
  comment_liked: "Likes of comments",
  new_follower: "Followers",
  space_invitation: "Invitations to spaces",
  application_submitted: "Applications received",
  application_approved: "Applications approved",
  application_rejected: "Applications rejected",
  job_application_status: "Job applications",
  payment_received: "Payments received",
  payment_failed: "Payments failed",
  payment_due: "Payments due",
  security_alert: "Security",
};

/** "and 3 others", where one notification stands for what several people did. */
export function othersIn({ groupCount }: Pick<Notification, "groupCount">): string | null {
  if (groupCount < 2) return null;
  return groupCount === 2 ? "and 1 other" : `and ${groupCount - 1} others`;
}
