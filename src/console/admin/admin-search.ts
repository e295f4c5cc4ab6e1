/** Those of these fields that an address names, as texts; what they may be is known where they are used. */
function readTexts<K extends string>(search: Record<string, unknown>, names: readonly K[]): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === "string" && value.trim() !== "") texts[name] = value.trim();
  }
  return texts;
}

/** What of the audit log is shown. Times are moments (ISO 8601). */
export type AuditSearch = Partial<Record<(typeof auditFields)[number], string>>;
const auditFields = ["userId", "actorId", "action", "result", "from", "to"] as const;
export const readAuditSearch = (search: Record<string, unknown>): AuditSearch => readTexts(search, auditFields);

/** Which events are shown. */
export type EventSearch = Partial<Record<(typeof eventFields)[number], string>>;
const eventFields = ["type", "state", "from", "to"] as const;
export const readEventSearch = (search: Record<string, unknown>): EventSearch => readTexts(search, eventFields);

/** Which jobs are shown. */
export type JobSearch = Partial<Record<(typeof jobFields)[number], string>>;
const jobFields = ["type", "queue", "state"] as const;
export const readJobSearch = (search: Record<string, unknown>): JobSearch => readTexts(search, jobFields);

/** Whose sessions are shown, and whether those that last or those that are over. */
export type SessionSearch = Partial<Record<(typeof sessionFields)[number], string>>;
const sessionFields = ["userId", "which"] as const;
export const readSessionSearch = (search: Record<string, unknown>): SessionSearch => readTexts(search, sessionFields);

/** How much time the overview shows. */
export type OverviewSearch = { span?: string };
export const readOverviewSearch = (search: Record<string, unknown>): OverviewSearch => readTexts(search, ["span"]);

/** The search with some fields set anew; those set to nothing are left out. */
export function changed<T extends Record<string, string | undefined>>(search: T, changes: T): T {
  const entries = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined && value !== "");
  // Only fields of the type are left out, and all are optional.
  return Object.fromEntries(entries) as T;
}
