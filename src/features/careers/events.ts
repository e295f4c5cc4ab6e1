import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";
import { JobApplicationId, jobApplicationStatuses, JobId } from "./contract.ts";

const Subject = z.object({
  jobApplicationId: JobApplicationId,
  jobId: JobId,
  jobTitle: z.string(),
  applicantId: UserId,
});

/** Somebody applied for a job. */
export const jobApplicationSubmitted = defineEvent("job_application.submitted", Subject.extend({ posterId: UserId }));
/** An application went a step on, or was rejected; not when its applicant withdrew it. */
export const jobApplicationMoved = defineEvent(
  "job_application.moved",
  Subject.extend({ deciderId: UserId, status: z.enum(jobApplicationStatuses) }),
);
