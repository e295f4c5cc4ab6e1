import type { Application } from "../../client/index.ts";
import { t } from "../strings/later.ts";

type Status = Application["status"];

export const stateNames: Record<Status, string> = {
  submitted: t("plans.states.submitted"),
  approved: t("plans.states.approved"),
  rejected: t("plans.states.rejected"),
  withdrawn: t("plans.states.withdrawn"),
};

const looks: Record<Status, string> = {
  submitted: "bg-notice text-on-notice",
  approved: "bg-tint text-ink",
  rejected: "bg-danger-tint text-danger",
  withdrawn: "bg-sunken text-muted",
};

/** How an application for a plan stands. */
export function StateMark({ status }: { status: Status }) {
  return <span className={`rounded-full px-2 py-0.5 text-xs font-medium ${looks[status]}`}>{stateNames[status]}</span>;
}
