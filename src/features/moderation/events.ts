import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";

const Pair = z.object({ blockerId: UserId, blockedId: UserId });

/** Somebody blocked somebody else. */
export const userBlocked = defineEvent("user.blocked", Pair);
/** And took it back. */
export const userUnblocked = defineEvent("user.unblocked", Pair);
