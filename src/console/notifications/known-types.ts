import type { NotificationType } from "../../client/index.ts";

// A table, so that the compiler asks for those that the server learns.
const known: Record<NotificationType, true> = {
  new_message: true,
  mention: true,
  new_comment: true,
  post_liked: true,
  comment_liked: true,
  new_follower: true,
  space_invitation: true,
  application_submitted: true,
  application_approved: true,
  application_rejected: true,
  job_application_status: true,
  payment_received: true,
  payment_failed: true,
  payment_due: true,
  security_alert: true,
};

/** Whether there is such a kind of notification. Apart from their names, which are not needed to begin with. */
export function isNotificationType(value: unknown): value is NotificationType {
  return typeof value === "string" && Object.hasOwn(known, value);
}
