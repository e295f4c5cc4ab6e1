import type { JobApplication } from "../../client/index.ts";
import { t } from "../strings/later.ts";

export type Status = JobApplication["status"];

/** The way of an application that all goes well with. */
export const steps = ["submitted", "reviewing", "shortlisted", "interview", "accepted"] as const;

export const stateNames: Record<Status, string> = {
  submitted: t("careers.states.submitted"),
  reviewing: t("careers.states.reviewing"),
  shortlisted: t("careers.states.shortlisted"),
  interview: t("careers.states.interview"),
  accepted: t("careers.states.accepted"),
  rejected: t("careers.states.rejected"),
  withdrawn: t("careers.states.withdrawn"),
};

/** What still lies ahead of an application: of one that has ended, nothing. */
export function stepsAfter(status: Status): Status[] {
  const at = steps.findIndex((step) => step === status);
  return at === -1 ? [] : steps.slice(at + 1);
}

/** Whether it can still be moved, rejected and withdrawn. */
export function isOpen(status: Status): boolean {
  return stepsAfter(status).length > 0;
}
