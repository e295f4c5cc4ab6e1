import { paymentDue, paymentFailed, paymentReceived } from "../../src/features/payments/index.ts";
import type { NotificationType } from "../../src/features/notifications/contract.ts";
import { newId } from "../../src/platform/ids/typeid.ts";
import { appliedFor as appliedForJob, postedJob } from "./careers.ts";
import { newSpace, publish, say } from "./community.ts";
import { failingDatabase, lossyQueue, newIsolate } from "./isolate.ts";
import { happen, silentDeps } from "./lanes.ts";
import { appliedFor as appliedForPlan, offeredPlan } from "./memberships.ts";
import { type Person, signUp } from "./people.ts";

/** Has somebody call the API, through one Worker or another. */
export type Act = (person: Person, method: string, path: string, json?: object) => Promise<Response>;

/** Through a Worker that dies as soon as the deed has committed, and whose queues bring nothing. */
export const dying: Act = (person, method, path, json) =>
  newIsolate({
    EVENTS_QUEUE: lossyQueue,
    EVENTS_HIGH_QUEUE: lossyQueue,
    DB: failingDatabase('from "events"', "isolate died"),
  }).call(method, `/api/v1${path}`, { token: person.token, ...(json && { json }) });

/** What a notification of it says; the ids of what was made by the deed are in it. */
type Words = {
  title: string;
  message?: string;
  link: string;
  metadata: Record<string, string>;
  groupKey?: string;
};

/** Somebody who is to be told, who does what, and in which words it is told. */
export type Deed = {
  told: Person;
  by: Person | null;
  /** @returns the id of what was made, if anything was. */
  run: (act: Act) => Promise<string>;
  words: (made: string) => Words;
};

type Row = { name: string; type: NotificationType; mail?: string; arrange: () => Promise<Deed> };

const call =
  (by: Person, method: string, path: string, json?: object): Deed["run"] =>
  async (act) => {
    const response = await act(by, method, path, json);
    if (response.status >= 400) throw new Error(await response.text());
    return response.status === 204 ? "" : (await response.json<{ id: string }>()).id;
  };

/** Ada is told of what Grace does. */
async function people() {
  const named = ["Ada Lovelace", "Grace Hopper"].map((displayName) => signUp({ displayName }));
  const [ada, grace] = await Promise.all(named);
  if (!ada || !grace) throw new Error("two people are two");
  return { ada, grace };
}

/** Payments come later: until then their events are recorded here, and a sweep finds them. */
function payment(event: typeof paymentReceived, title: string): () => Promise<Deed> {
  return async () => {
    const [told, paymentId] = [await signUp(), newId("pay")];
    const money = { amount: 12_500, currency: "KWD" } as const;
    const record = () =>
      happen(silentDeps().deps, event, [{ paymentId, userId: told.id, ...money, description: "Gold, August" }]);
    return {
      told,
      by: null,
      run: async () => (await record(), ""),
      words: () => ({ title, message: "Gold, August", link: `/payments/${paymentId}`, metadata: { paymentId } }),
    };
  };
}

/** What brings each type of notification, but for messages: those are no events. */
export const deeds: Row[] = [
  {
    name: "a like of a post",
    type: "post_liked",
    arrange: async () => {
      const { ada, grace } = await people();
      const { id: postId } = await publish(ada, "A  first\npost");
      return {
        told: ada,
        by: grace,
        run: call(grace, "PUT", `/posts/${postId}/like`),
        words: () => ({
          title: "Grace Hopper liked your post",
          message: "A first post",
          link: `/posts/${postId}`,
          metadata: { postId, userId: grace.id },
          groupKey: postId,
        }),
      };
    },
  },
  {
    name: "a like of a comment",
    type: "comment_liked",
    arrange: async () => {
      const { ada, grace } = await people();
      const { id: postId } = await publish(grace);
      const { id: commentId } = await say(ada, { id: postId }, "Well said");
      return {
        told: ada,
        by: grace,
        run: call(grace, "PUT", `/comments/${commentId}/like`),
        words: () => ({
          title: "Grace Hopper liked your comment",
          message: "Well said",
          link: `/posts/${postId}?comment=${commentId}`,
          metadata: { postId, commentId, userId: grace.id },
          groupKey: commentId,
        }),
      };
    },
  },
  {
    name: "a comment on a post",
    type: "new_comment",
    arrange: async () => {
      const { ada, grace } = await people();
      const { id: postId } = await publish(ada);
      return {
        told: ada,
        by: grace,
        run: call(grace, "POST", `/posts/${postId}/comments`, { content: "Well said" }),
        words: (commentId) => ({
          title: "Grace Hopper commented on your post",
          message: "Well said",
          link: `/posts/${postId}?comment=${commentId}`,
          metadata: { postId, commentId, userId: grace.id },
          groupKey: postId,
        }),
      };
    },
  },
  {
    name: "an answer to a comment",
    type: "new_comment",
    arrange: async () => {
      const { ada, grace } = await people();
      const { id: postId } = await publish(grace);
      const { id: parentId } = await say(ada, { id: postId });
      return {
        told: ada,
        by: grace,
        run: call(grace, "POST", `/posts/${postId}/comments`, { content: "Thank you", parentId }),
        words: (commentId) => ({
          title: "Grace Hopper replied to your comment",
          message: "Thank you",
          link: `/posts/${postId}?comment=${commentId}`,
          metadata: { postId, commentId, userId: grace.id },
          groupKey: parentId,
        }),
      };
    },
  },
  {
    name: "a mention in a post",
    type: "mention",
    arrange: async () => {
      const { ada, grace } = await people();
      const content = `Look here, @${ada.username}`;
      return {
        told: ada,
        by: grace,
        run: call(grace, "POST", "/posts", { content }),
        words: (postId) => ({
          title: "Grace Hopper mentioned you in a post",
          message: content,
          link: `/posts/${postId}`,
          metadata: { postId, userId: grace.id },
        }),
      };
    },
  },
  {
    name: "a mention in a comment",
    type: "mention",
    arrange: async () => {
      const { ada, grace } = await people();
      const { id: postId } = await publish(grace);
      const content = `What do you say, @${ada.username}?`;
      return {
        told: ada,
        by: grace,
        run: call(grace, "POST", `/posts/${postId}/comments`, { content }),
        words: (commentId) => ({
          title: "Grace Hopper mentioned you in a comment",
          message: content,
          link: `/posts/${postId}?comment=${commentId}`,
          metadata: { postId, commentId, userId: grace.id },
        }),
      };
    },
  },
  {
    name: "a follower",
    type: "new_follower",
    arrange: async () => {
      const { ada, grace } = await people();
      return {
        told: ada,
        by: grace,
        run: call(grace, "PUT", `/users/${ada.username}/follow`),
        words: () => ({
          title: "Grace Hopper started to follow you",
          link: `/users/${grace.username}`,
          metadata: { userId: grace.id },
          groupKey: ada.id,
        }),
      };
    },
  },
  {
    name: "an invitation to a space",
    type: "space_invitation",
    arrange: async () => {
      const { ada, grace } = await people();
      const spaceId = await newSpace(grace, "private");
      return {
        told: ada,
        by: grace,
        run: call(grace, "POST", `/spaces/${spaceId}/invitations`, { userId: ada.id }),
        words: (invitationId) => ({
          title: "Grace Hopper invited you to A space",
          link: `/spaces/${spaceId}`,
          metadata: { spaceId, invitationId, userId: grace.id },
        }),
      };
    },
  },
  {
    name: "an application for a plan",
    type: "application_submitted",
    arrange: async () => {
      const [{ manager, plan }, ada] = await Promise.all([offeredPlan(), signUp({ displayName: "Ada Lovelace" })]);
      return {
        told: manager,
        by: ada,
        run: call(ada, "POST", `/plans/${plan.id}/applications`, {}),
        words: (applicationId) => ({
          title: "Ada Lovelace applied for Gold",
          link: `/applications/${applicationId}`,
          metadata: { applicationId, planId: plan.id, userId: ada.id },
        }),
      };
    },
  },
  {
    name: "an application for a job",
    type: "application_submitted",
    arrange: async () => {
      const [{ poster, job }, ada] = await Promise.all([postedJob(), signUp({ displayName: "Ada Lovelace" })]);
      return {
        told: poster,
        by: ada,
        run: call(ada, "POST", `/jobs/${job.id}/applications`, { message: "I bake." }),
        words: (jobApplicationId) => ({
          title: "Ada Lovelace applied for Baker",
          link: `/job-applications/${jobApplicationId}`,
          metadata: { jobApplicationId, jobId: job.id, userId: ada.id },
        }),
      };
    },
  },
  {
    name: "an approval",
    type: "application_approved",
    arrange: async () => {
      const { manager, plan, ada, application } = await appliedForPlan();
      return {
        told: ada,
        by: manager,
        run: call(manager, "POST", `/applications/${application.id}/approve`),
        words: (applicationId) => ({
          title: "Your application for Gold was approved",
          link: `/applications/${applicationId}`,
          metadata: { applicationId, planId: plan.id },
        }),
      };
    },
  },
  {
    name: "a rejection",
    type: "application_rejected",
    arrange: async () => {
      const { manager, plan, ada, application } = await appliedForPlan();
      return {
        told: ada,
        by: manager,
        run: call(manager, "POST", `/applications/${application.id}/reject`, { reason: "It is full." }),
        words: (applicationId) => ({
          title: "Your application for Gold was rejected",
          message: "It is full.",
          link: `/applications/${applicationId}`,
          metadata: { applicationId, planId: plan.id },
        }),
      };
    },
  },
  {
    name: "a step of a job application",
    type: "job_application_status",
    arrange: async () => {
      const { poster, job, ada, application } = await appliedForJob();
      return {
        told: ada,
        by: poster,
        run: call(poster, "PATCH", `/job-applications/${application.id}`, { status: "reviewing" }),
        words: (jobApplicationId) => ({
          title: "Your application for Baker is being reviewed",
          link: `/job-applications/${jobApplicationId}`,
          metadata: { jobApplicationId, jobId: job.id },
        }),
      };
    },
  },
  {
    name: "a payment that came",
    type: "payment_received",
    arrange: payment(paymentReceived, "Your payment of KWD\u00a012.500 was received"),
  },
  {
    name: "a payment that failed",
    type: "payment_failed",
    arrange: payment(paymentFailed, "Your payment of KWD\u00a012.500 failed"),
  },
  {
    name: "a payment that is due",
    type: "payment_due",
    arrange: payment(paymentDue, "A payment of KWD\u00a012.500 is due"),
  },
  {
    name: "an alert",
    type: "security_alert",
    mail: "api_key_created",
    arrange: async () => {
      const ada = await signUp();
      return {
        told: ada,
        by: null,
        run: call(ada, "POST", "/me/api-keys", { name: "mine", permissions: ["profile.read"] }),
        words: () => ({
          title: "An API key was made",
          link: "/settings/activity",
          metadata: { userId: ada.id },
        }),
      };
    },
  },
];
