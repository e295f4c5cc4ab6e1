import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";

/** Who is followed, and by whom. */
const Follow = z.object({ userId: UserId, followerId: UserId });

/** Somebody began to follow somebody else. */
export const userFollowed = defineEvent("user.followed", Follow);
/** And does so no longer, of their own accord or because one of the two has blocked the other. */
export const userUnfollowed = defineEvent("user.unfollowed", Follow);
