/** What of the audit log is shown. */
export type AuditSearch = { userId?: string; action?: string };

export function readAuditSearch({ userId, action }: Record<string, unknown>): AuditSearch {
  return { ...(isText(userId) && { userId: userId.trim() }), ...(isText(action) && { action: action.trim() }) };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
