import { reactTo } from "../../platform/events/reaction.ts";
import type { MembershipsDeps } from "./deps.ts";
import { planChanged } from "./events.ts";
import { plansTag } from "./plans.ts";

/** Lists of plans are cached by every isolate. */
const forgetPlans = reactTo(planChanged, "memberships.forget-plans", async (deps: MembershipsDeps) =>
  deps.cache.invalidate([plansTag]),
);

export const membershipReactions = [forgetPlans];
