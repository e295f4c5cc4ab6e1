import { z } from "zod";
import type { Statement } from "../../platform/db/database.ts";
import { defineEvent, recordEvent } from "../../platform/events/event.ts";
import { UserId } from "./contract.ts";
import type { UsersDeps } from "./deps.ts";

/** What the owner of an account is told of, by mail and in the app, whoever did it. */
export const noticeKinds = [
  "new_device",
  "suspicious_sign_in",
  "sign_in_blocked",
  "account_locked",
  "concurrent_use",
  "refresh_token_reused",
  "password_changed",
  "email_change_requested",
  "email_changed",
  "mfa_enabled",
  "mfa_disabled",
  "mfa_method_added",
  "mfa_method_removed",
  "backup_codes_replaced",
  "backup_code_used",
  "passkey_added",
  "passkey_removed",
  "passkey_cloned",
  "identity_linked",
  "identity_unlinked",
  "api_key_created",
  "roles_changed",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Something happened to the security of an account. `details` are words for people, such as a device's name. */
export const securityNotice = defineEvent(
  "users.security-notice",
  z.object({
    userId: UserId,
    kind: z.enum(noticeKinds),
    details: z.record(z.string(), z.string()),
    /** Who is told, where not the account's present address: the old one, when it changed. */
    email: z.string().optional(),
  }),
);

/**
 * The statement that tells the owner; it belongs into the batch of what it tells of.
 *
 * @param options.email who gets the mail, where not the account's address at the time of sending.
 */
export function tellOwner(
  deps: UsersDeps,
  userId: string,
  kind: NoticeKind,
  details: Record<string, string> = {},
  options: { email?: string } = {},
): Statement {
  return recordEvent(deps, securityNotice, { userId, kind, details, ...options });
}
