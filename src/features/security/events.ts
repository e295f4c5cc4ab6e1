import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "../users/contract.ts";

/** Sign-in was locked after failures in a row; null where the address has no user. */
export const signInLocked = defineEvent("security.sign-in-locked", z.object({ userId: UserId.nullable() }), {
  priority: "high",
});
