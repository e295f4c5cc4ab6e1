import type { Permission } from "./contract.ts";

/** What operators may be permitted; `ALL` is every one of them. Roles are made of these. */
export const permissions = [
  "ALL",
  "user.view",
  "role.manage",
  "session.view",
  "session.end",
  "audit.view",
  "health.view",
  "metrics.view",
  "notification.send",
  "report.view",
  "report.resolve",
  "delivery.manage",
  "post.moderate",
  "space.moderate",
  "event.view",
  "event.replay",
  "job.view",
  "queue.manage",
  "plan.manage",
  "application.decide",
  "job.manage",
] as const;

/** What an API key may be given of what its owner can do anyway. A signed-in session has all of them. */
export const scopes = [
  "profile.read",
  "notifications.read",
  "notifications.write",
  "chat.read",
  "chat.write",
  "community.read",
  "community.write",
] as const;

export function permits(granted: readonly string[], wanted: Permission): boolean {
  return granted.includes("ALL") || granted.includes(wanted);
}
