const words: Record<string, string> = {
  "profile.read": "Read your profile, and find people",
  "notifications.read": "Read notifications",
  "notifications.write": "Change notifications",
  "chat.read": "Read conversations",
  "chat.write": "Write in conversations",
  "community.read": "Read posts and comments",
  "community.write": "Post and comment",
  ALL: "Everything that an administrator may do",
  "user.view": "See all users",
  "role.manage": "Grant and take away roles",
  "session.view": "See everybody’s sessions",
  "session.end": "End everybody’s sessions",
  "audit.view": "Read the audit log",
  "health.view": "See how the service is doing",
  "notification.send": "Notify users",
  "report.view": "Read what people reported",
  "report.resolve": "Decide what people reported",
  "event.view": "Look at events and their reactions",
  "event.replay": "Replay events",
  "job.view": "Look at jobs and queues",
  "queue.manage": "Retry and cancel jobs",
};

/** What everybody may let a key do. */
export const scopes = [
  "profile.read",
  "notifications.read",
  "notifications.write",
  "chat.read",
  "chat.write",
  "community.read",
  "community.write",
];

export function describePermission(name: string): string {
  return words[name] ?? name;
}
