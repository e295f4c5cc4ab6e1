import type { NotificationType } from "../../client/index.ts";
import type { InboxFilter } from "../notifications/apply-event.ts";
import { typeNames } from "../notifications/type-words.ts";

/** What of the inbox is shown, as its address says. */
export function readInboxSearch({ unread, type }: Record<string, unknown>): InboxFilter {
  return { ...(unread === true && { unread }), ...(isNotificationType(type) && { type }) };
}

export function isNotificationType(value: unknown): value is NotificationType {
  return typeof value === "string" && Object.hasOwn(typeNames, value);
}
