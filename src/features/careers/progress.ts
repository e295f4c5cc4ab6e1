import type { JobApplicationStatus } from "./contract.ts";

/** Where an application may come from, by where it is to go. Nothing is skipped, and what has ended stays. */
const origins: Record<JobApplicationStatus, JobApplicationStatus[]> = {
  submitted: [],
  reviewing: ["submitted"],
  shortlisted: ["reviewing"],
  interview: ["shortlisted"],
  accepted: ["interview"],
  rejected: ["submitted", "reviewing", "shortlisted", "interview"],
  withdrawn: ["submitted", "reviewing", "shortlisted", "interview"],
};

/** The states out of which an application may be moved into this one. */
export function originsOf(status: JobApplicationStatus): JobApplicationStatus[] {
  return origins[status];
}
