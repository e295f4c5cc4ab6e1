import { z } from "zod";
import { PageQuery, Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";
import { freeText, lineOfText } from "../../platform/text/contract.ts";
import { UserSummary } from "../users/contract.ts";

export const JobId = idSchema("jobad");
export const JobApplicationId = idSchema("japp");

/** A job is closed once, for good. */
export const jobStatuses = ["open", "closed"] as const;

/**
 * How an application goes on: from submitted to accepted one step at a time. From each step but the last it
 * may be rejected, or withdrawn by the applicant.
 */
export const jobApplicationStatuses = [
  "submitted",
  "reviewing",
  "shortlisted",
  "interview",
  "accepted",
  "rejected",
  "withdrawn",
] as const;
export type JobApplicationStatus = (typeof jobApplicationStatuses)[number];

const JobTitle = lineOfText(120);
const JobDescription = freeText(10_000);
const JobLocation = lineOfText(120);

export const NewJob = z.strictObject({
  title: JobTitle,
  description: JobDescription,
  location: JobLocation.nullish(),
});
export type NewJob = z.infer<typeof NewJob>;

/** `q`: words that the title, the description or the location have, each also as a beginning. */
export const JobQuery = PageQuery.extend({ q: z.string().trim().min(1).max(200).optional() });

/** What is not named stays; a location of null is removed. */
export const JobChanges = z
  .strictObject({ title: JobTitle, description: JobDescription, location: JobLocation.nullable() })
  .partial();
export type JobChanges = z.infer<typeof JobChanges>;

/** A job that people can apply for. */
export const Job = z
  .object({
    id: JobId,
    title: z.string(),
    description: z.string(),
    location: z.string().nullable(),
    status: z.enum(jobStatuses).meta({ description: "a closed job takes no applications" }),
    poster: UserSummary.nullable().meta({ description: "null where there is no such user any more" }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Job" });
export type Job = z.infer<typeof Job>;

export const NewJobApplication = z.strictObject({ message: freeText(4_000) });
export type NewJobApplication = z.infer<typeof NewJobApplication>;

/** Where an application is to go. What it cannot go to from where it is, is an illegal transition. */
export const MoveJobApplication = z.strictObject({
  status: z.enum(jobApplicationStatuses).meta({
    description:
      "the next of submitted, reviewing, shortlisted, interview, accepted, none skipped; or rejected, from any but accepted",
  }),
});

/** One user's application for one job. */
export const JobApplication = z
  .object({
    id: JobApplicationId,
    jobId: JobId,
    jobTitle: z.string(),
    applicant: UserSummary.nullable().meta({ description: "null where there is no such user any more" }),
    message: z.string(),
    status: z.enum(jobApplicationStatuses),
    history: z
      .array(z.object({ status: z.enum(jobApplicationStatuses), at: Timestamp }))
      .meta({ description: "the states that it has been in and when it came into each, the first one first" }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "JobApplication" });
export type JobApplication = z.infer<typeof JobApplication>;

export const JobApplicationQuery = PageQuery.extend({ status: z.enum(jobApplicationStatuses).optional() });
