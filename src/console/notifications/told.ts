import type { Notification } from "../../client/index.ts";

/** What several people may have done, by what it was about; its names are keys of texts. */
const deeds: Partial<Record<Notification["type"], "postLiked" | "commentLiked" | "followed" | "message">> = {
  post_liked: "postLiked",
  comment_liked: "commentLiked",
  new_follower: "followed",
  new_message: "message",
};

/**
 * What else is in the server's titles, which are English, and stay as they were written. `thing` is what only the
 * title names; a title that fits none, as those of operators, is shown as it is.
 */
const titles = {
  invited: /^.* invited you to (?<thing>.+)$/s,
  applied: /^.* applied for (?<thing>.+)$/s,
  jobReceived: /^Your application for (?<thing>.+) was received$/s,
  jobReviewed: /^Your application for (?<thing>.+) is being reviewed$/s,
  jobShortlisted: /^Your application for (?<thing>.+) was shortlisted$/s,
  jobInterview: /^Your application for (?<thing>.+) led to an interview$/s,
  jobAccepted: /^Your application for (?<thing>.+) was accepted$/s,
  jobWithdrawn: /^Your application for (?<thing>.+) was withdrawn$/s,
  approved: /^Your application for (?<thing>.+) was approved$/s,
  rejected: /^Your application for (?<thing>.+) was rejected$/s,
  paid: /^Your payment of (?<thing>.+) was received$/s,
  paymentFailed: /^Your payment of (?<thing>.+) failed$/s,
  paymentDue: /^A payment of (?<thing>.+) is due$/s,
} as const;

const jobStages = [
  "jobReceived",
  "jobReviewed",
  "jobShortlisted",
  "jobInterview",
  "jobAccepted",
  "jobWithdrawn",
] as const;

type Titled = keyof typeof titles;

/** Which titles a type may have. */
const titlesOf: Partial<Record<Notification["type"], readonly Titled[]>> = {
  space_invitation: ["invited"],
  application_submitted: ["applied"],
  application_approved: ["approved"],
  application_rejected: ["rejected"],
  job_application_status: [...jobStages, "rejected"],
  payment_received: ["paid"],
  payment_failed: ["paymentFailed"],
  payment_due: ["paymentDue"],
};

type Mention = "mention" | "mentionInPost" | "mentionInComment";
type Deed = "postLiked" | "commentLiked" | "followed" | "message" | "comment" | "reply";

/** What a notification tells, taken apart: who did it, how many others, and to what. */
export type Told = { kind: Deed | Mention | Titled; name: string; others: number; thing: string };

/** Null where only the server's own title says it. */
export function toldOf(notification: Notification): Told | null {
  const { actor, title, groupCount, type } = notification;
  const name = actor?.displayName ?? "";
  const others = groupCount - 1;
  const deed = actor && deedOf(notification);
  if (deed) return { kind: deed, name, others, thing: "" };
  for (const kind of titlesOf[type] ?? []) {
    const thing = titles[kind].exec(namelessTitle(title, name))?.groups?.["thing"];
    if (thing !== undefined) return { kind, name, others, thing };
  }
  return null;
}

/** A name may hold the words that follow it. */
function namelessTitle(title: string, name: string): string {
  return name !== "" && title.startsWith(`${name} `) ? title.slice(name.length) : title;
}

function deedOf({ type, metadata, groupKey }: Notification): Deed | Mention | null {
  const isOfComment = metadata["commentId"] !== undefined;
  if (type === "mention" && isOfComment) return "mentionInComment";
  if (type === "mention") return metadata["postId"] === undefined ? "mention" : "mentionInPost";
  // Those on a post are one group, and the answers to each comment are another.
  if (type === "new_comment") return groupKey === metadata["postId"] ? "comment" : "reply";
  return deeds[type] ?? null;
}
