import type { NotificationType } from "../../client/index.ts";
import { t } from "../strings/later.ts";

/** What each kind of notification is called. */
export const typeNames: Record<NotificationType, string> = {
  new_message: t("notifications.types.new_message"),
  mention: t("notifications.types.mention"),
  new_comment: t("notifications.types.new_comment"),
  post_liked: t("notifications.types.post_liked"),
  comment_liked: t("notifications.types.comment_liked"),
  new_follower: t("notifications.types.new_follower"),
  space_invitation: t("notifications.types.space_invitation"),
  application_submitted: t("notifications.types.application_submitted"),
  application_approved: t("notifications.types.application_approved"),
  application_rejected: t("notifications.types.application_rejected"),
  job_application_status: t("notifications.types.job_application_status"),
  payment_received: t("notifications.types.payment_received"),
  payment_failed: t("notifications.types.payment_failed"),
  payment_due: t("notifications.types.payment_due"),
  security_alert: t("notifications.types.security_alert"),
};
