import { t } from "../strings/strings.ts";

/** The names of the kinds of security events. */
export const kindNames = {
  signIn: t("activity.filter.kinds.signIn"),
  password: t("activity.filter.kinds.password"),
  factors: t("activity.filter.kinds.factors"),
  sessions: t("activity.filter.kinds.sessions"),
  access: t("activity.filter.kinds.access"),
};
export type EventKind = keyof typeof kindNames;

/** What of the security activity is shown, as its address says. */
export type ActivitySearch = { kind?: EventKind; refused?: true };

export function readActivitySearch({ kind, refused }: Record<string, unknown>): ActivitySearch {
  return { ...(isEventKind(kind) && { kind }), ...(refused === true && { refused }) };
}

export function isEventKind(value: unknown): value is EventKind {
  return typeof value === "string" && Object.hasOwn(kindNames, value);
}
