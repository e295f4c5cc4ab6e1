import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { at, firstPage } from "../app/queries.ts";
import { unwrap } from "../app/request-failed.ts";
import type { ActivitySearch, EventKind } from "./activity-search.ts";

/** The acts of each kind. */
const actions: Record<EventKind, string[]> = {
  signIn: actsOf("auth", "register login passkey oauth mfa_verify mfa_send backup_code logout step_up step_up_send"),
  password: [
    ...actsOf("auth", "password_forgot password_reset password_change verify_email verify_email_resend"),
    ...actsOf("email", "change_request change"),
  ],
  factors: [
    ...actsOf("mfa", "setup enable disable backup_codes method_add method_remove"),
    ...actsOf("passkey", "add rename remove"),
  ],
  sessions: [...actsOf("session", "end end_others end_all extend force_logout"), "mfa.forget_device"],
  access: [
    ...actsOf("api_key", "create delete"),
    ...actsOf("identity", "link unlink"),
    ...actsOf("role", "grant revoke"),
  ],
};

function actsOf(area: string, names: string): string[] {
  return names.split(" ").map((name) => `${area}.${name}`);
}

export const securityEventsQuery = ({ kind, refused }: ActivitySearch) =>
  infiniteQueryOptions({
    queryKey: ["security-events", kind ?? null, refused ?? false],
    queryFn: ({ pageParam }) =>
      unwrap(
        client.me.securityEvents({
          ...at(pageParam),
          ...(kind && { actions: actions[kind] }),
          ...(refused && { refused }),
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
