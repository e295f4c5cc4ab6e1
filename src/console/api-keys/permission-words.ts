import type { Permission, Scope } from "../../client/index.ts";
import { t } from "../strings/later.ts";

/** What everybody may let a key do. */
const scopeWords: Record<Scope, string> = {
  "profile.read": t("apiKeys.permissions.profileRead"),
  "notifications.read": t("apiKeys.permissions.notificationsRead"),
  "notifications.write": t("apiKeys.permissions.notificationsWrite"),
  "chat.read": t("apiKeys.permissions.chatRead"),
  "chat.write": t("apiKeys.permissions.chatWrite"),
  "community.read": t("apiKeys.permissions.communityRead"),
  "community.write": t("apiKeys.permissions.communityWrite"),
};

/** What operators may let a key do beyond that. */
const permissionWords: Record<Permission, string> = {
  ALL: t("apiKeys.permissions.all"),
  "user.view": t("apiKeys.permissions.userView"),
  "role.manage": t("apiKeys.permissions.roleManage"),
  "session.view": t("apiKeys.permissions.sessionView"),
  "session.end": t("apiKeys.permissions.sessionEnd"),
  "audit.view": t("apiKeys.permissions.auditView"),
  "metrics.view": t("apiKeys.permissions.metricsView"),
  "health.view": t("apiKeys.permissions.healthView"),
  "notification.send": t("apiKeys.permissions.notificationSend"),
  "report.view": t("apiKeys.permissions.reportView"),
  "report.resolve": t("apiKeys.permissions.reportResolve"),
  "delivery.manage": t("apiKeys.permissions.deliveryManage"),
  "post.moderate": t("apiKeys.permissions.postModerate"),
  "space.moderate": t("apiKeys.permissions.spaceModerate"),
  "event.view": t("apiKeys.permissions.eventView"),
  "event.replay": t("apiKeys.permissions.eventReplay"),
  "job.view": t("apiKeys.permissions.jobView"),
  "queue.manage": t("apiKeys.permissions.queueManage"),
  "plan.manage": t("apiKeys.permissions.planManage"),
  "application.decide": t("apiKeys.permissions.applicationDecide"),
  "job.manage": t("apiKeys.permissions.jobManage"),
};

const words = new Map(Object.entries({ ...scopeWords, ...permissionWords }));

/** The scopes, by their names. */
export const scopes = Object.keys(scopeWords);

/** What a permission lets one do; its bare name where the server is newer than this page. */
export function describePermission(name: string): string {
  return words.get(name) ?? name;
}
