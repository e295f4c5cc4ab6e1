import { formatMoney } from "../../platform/money/format.ts";
import { jobApplicationMoved, jobApplicationSubmitted } from "../careers/index.ts";
import { applicationApproved, applicationRejected, applicationSubmitted } from "../memberships/index.ts";
import { paymentDue, paymentFailed, paymentReceived } from "../payments/index.ts";
import { telling } from "./telling.ts";

const ofSubmission = telling(
  applicationSubmitted,
  "tell-application-submitted",
  ({ applicationId, planId, planName, creatorId, applicantId }) => [
    {
      type: "application_submitted",
      userId: creatorId,
      actorId: applicantId,
      key: `application_submitted:${applicationId}`,
      deed: `applied for ${planName}`,
      link: `/applications/${applicationId}`,
      metadata: { applicationId, planId, userId: applicantId },
      groupKey: null,
    },
  ],
);

const ofApproval = telling(
  applicationApproved,
  "tell-application-approved",
  ({ applicationId, planId, planName, applicantId, deciderId }) => [
    {
      type: "application_approved",
      userId: applicantId,
      actorId: deciderId,
      key: `application_approved:${applicationId}`,
      title: `Your application for ${planName} was approved`,
      link: `/applications/${applicationId}`,
      metadata: { applicationId, planId },
      groupKey: null,
    },
  ],
);

const ofRejection = telling(
  applicationRejected,
  "tell-application-rejected",
  ({ applicationId, planId, planName, applicantId, deciderId, reason }) => [
    {
      type: "application_rejected",
      userId: applicantId,
      actorId: deciderId,
      key: `application_rejected:${applicationId}`,
      title: `Your application for ${planName} was rejected`,
      message: reason ?? "",
      link: `/applications/${applicationId}`,
      metadata: { applicationId, planId },
      groupKey: null,
    },
  ],
);

/** Whoever posted the job hears of it as whoever made a plan does. */
const ofJobSubmission = telling(
  jobApplicationSubmitted,
  "tell-job-application-submitted",
  ({ jobApplicationId, jobId, jobTitle, posterId, applicantId }) => [
    {
      type: "application_submitted",
      userId: posterId,
      actorId: applicantId,
      key: `application_submitted:${jobApplicationId}`,
      deed: `applied for ${jobTitle}`,
      link: `/job-applications/${jobApplicationId}`,
      metadata: { jobApplicationId, jobId, userId: applicantId },
      groupKey: null,
    },
  ],
);

const stageWords = {
  submitted: "was received",
  reviewing: "is being reviewed",
  shortlisted: "was shortlisted",
  interview: "led to an interview",
  accepted: "was accepted",
  rejected: "was rejected",
  withdrawn: "was withdrawn",
};

const ofJobMove = telling(
  jobApplicationMoved,
  "tell-job-application-status",
  ({ jobApplicationId, jobId, jobTitle, applicantId, deciderId, status }) => [
    {
      type: "job_application_status",
      userId: applicantId,
      actorId: deciderId,
      key: `job_application_status:${jobApplicationId}:${status}`,
      title: `Your application for ${jobTitle} ${stageWords[status]}`,
      link: `/job-applications/${jobApplicationId}`,
      metadata: { jobApplicationId, jobId },
      groupKey: null,
    },
  ],
);

const ofReceipt = telling(paymentReceived, "tell-payment-received", ({ paymentId, userId, description, ...money }) => [
  {
    type: "payment_received",
    userId,
    actorId: null,
    key: `payment_received:${paymentId}`,
    title: `Your payment of ${formatMoney(money)} was received`,
    message: description,
    link: `/payments/${paymentId}`,
    metadata: { paymentId },
    groupKey: null,
  },
]);

const ofFailure = telling(paymentFailed, "tell-payment-failed", ({ paymentId, userId, description, ...money }, id) => [
  {
    type: "payment_failed",
    userId,
    actorId: null,
    key: `payment_failed:${id}`,
    title: `Your payment of ${formatMoney(money)} failed`,
    message: description,
    link: `/payments/${paymentId}`,
    metadata: { paymentId },
    groupKey: null,
  },
]);

const ofDebt = telling(paymentDue, "tell-payment-due", ({ paymentId, userId, description, ...money }, id) => [
  {
    type: "payment_due",
    userId,
    actorId: null,
    key: `payment_due:${id}`,
    title: `A payment of ${formatMoney(money)} is due`,
    message: description,
    link: `/payments/${paymentId}`,
    metadata: { paymentId },
    groupKey: null,
  },
]);

/** What becomes of people's applications and payments, and who is told of it in which words. */
export const businessTellings = [
  ofSubmission,
  ofApproval,
  ofRejection,
  ofJobSubmission,
  ofJobMove,
  ofReceipt,
  ofFailure,
  ofDebt,
];
