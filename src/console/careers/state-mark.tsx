import { type Status, stateNames } from "./progress.ts";

const looks: Record<Status, string> = {
  submitted: "bg-notice text-on-notice",
  reviewing: "bg-notice text-on-notice",
  shortlisted: "bg-tint text-ink",
  interview: "bg-tint text-ink",
  accepted: "bg-accent text-on-accent",
  rejected: "bg-danger-tint text-danger",
  withdrawn: "bg-sunken text-muted",
};

/** How an application for a job stands. */
export function StateMark({ status }: { status: Status }) {
  return <span className={`rounded-full px-2 py-0.5 text-xs font-medium ${looks[status]}`}>{stateNames[status]}</span>;
}
