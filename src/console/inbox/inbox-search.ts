import type { InboxFilter } from "../notifications/apply-event.ts";
import { isNotificationType } from "../notifications/known-types.ts";

/** What of the inbox is shown, as its address says. */
export function readInboxSearch({ unread, type }: Record<string, unknown>): InboxFilter {
  return { ...(unread === true && { unread }), ...(isNotificationType(type) && { type }) };
}
