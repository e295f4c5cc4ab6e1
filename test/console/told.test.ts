import { expect, test } from "vitest";
import type { Notification } from "../../src/client/index.ts";
import { toldOf } from "../../src/console/notifications/told.ts";

const ann = { id: "user_ann", username: "ann", displayName: "Ann invited you to Lee" };

const notification = (given: Partial<Notification>): Notification => ({
  id: "ntf_1",
  seq: 1,
  type: "mention",
  title: "",
  message: "",
  link: null,
  metadata: {},
  actor: null,
  groupKey: null,
  groupCount: 1,
  read: false,
  readAt: null,
  createdAt: "2026-08-01T12:00:00.000Z",
  ...given,
});

/** As the server writes them, and what of it is to be said in another language. */
const titles: [Notification["type"], string, string, string][] = [
  ["space_invitation", `${ann.displayName} invited you to Gardens`, "invited", "Gardens"],
  ["application_submitted", `${ann.displayName} applied for Reader`, "applied", "Reader"],
  ["application_approved", "Your application for Reader was approved", "approved", "Reader"],
  ["application_rejected", "Your application for Reader was rejected", "rejected", "Reader"],
  ["job_application_status", "Your application for Miller led to an interview", "jobInterview", "Miller"],
  ["job_application_status", "Your application for Miller was rejected", "rejected", "Miller"],
  ["payment_received", "Your payment of KWD 1.250 was received", "paid", "KWD 1.250"],
  ["payment_failed", "Your payment of €3.00 failed", "paymentFailed", "€3.00"],
  ["payment_due", "A payment of €3.00 is due", "paymentDue", "€3.00"],
];

test.for(titles)("the server's title of %s is taken apart: %s", ([type, title, kind, thing]) => {
  const actor = title.startsWith(ann.displayName) ? ann : null;

  expect(toldOf(notification({ type, title, actor }))).toMatchObject({ kind, thing });
});

test("what several people did says how many there were, and of what", () => {
  const onPost = { type: "new_comment", actor: ann, metadata: { postId: "post_1", commentId: "cmt_1" } } as const;

  const comment = toldOf(notification({ ...onPost, groupKey: "post_1", groupCount: 13 }));
  const reply = toldOf(notification({ ...onPost, groupKey: "cmt_0" }));

  expect(comment).toEqual({ kind: "comment", name: ann.displayName, others: 12, thing: "" });
  expect(reply).toMatchObject({ kind: "reply", others: 0 });
});

test("what an operator tells is left in their words, whatever its type", () => {
  const types = ["payment_due", "new_message", "post_liked", "security_alert"] as const;

  expect(types.map((type) => toldOf(notification({ type, title: "We move on Sunday" })))).toEqual(
    types.map(() => null),
  );
});
