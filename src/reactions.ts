import type { Deps } from "./deps.ts";
import { chatReactions } from "./features/chat/index.ts";
import { communityReactions } from "./features/community/index.ts";
import { membershipReactions } from "./features/memberships/index.ts";
import { notificationReactions } from "./features/notifications/index.ts";
import { peopleReactions } from "./features/people/index.ts";
import { spaceReactions } from "./features/spaces/index.ts";
import { securityReactions } from "./features/security/index.ts";
import { userReactions } from "./features/users/index.ts";
import { dispatchEvents } from "./platform/events/dispatch.ts";
import type { Reaction } from "./platform/events/reaction.ts";

/** Which event wakes what: every reaction of every feature. */
export const reactions: Reaction<Deps>[] = [
  ...userReactions,
  ...securityReactions,
  ...communityReactions,
  ...notificationReactions,
  ...chatReactions,
  ...peopleReactions,
  ...spaceReactions,
  ...membershipReactions,
];

/**
 * Runs what follows from what was just committed: the reactions to its events, then the jobs that they
 * enqueued. What fails here, or is cut off, the queue and the sweep find again.
 */
export async function followUp(deps: Deps): Promise<void> {
  try {
    // A reaction may record events of its own.
    while (deps.recordedEvents.length > 0) await dispatchEvents(deps, reactions, deps.recordedEvents.splice(0));
    const enqueued = deps.enqueuedJobs.splice(0);
    await Promise.all(enqueued.map(({ id, queue, delaySeconds = 0 }) => deps.wakeJob(queue, id, delaySeconds)));
  } catch (error) {
    deps.log.error("follow-up failed; the sweep takes over", error);
  }
  deps.metricsCarrier.ask(deps.now(), { isHasty: true });
}
