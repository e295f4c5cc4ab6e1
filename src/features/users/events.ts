import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";
import { UserId } from "./contract.ts";

/** Somebody registered, or asked for the mail again; null where there is nothing to verify. */
export const verificationRequested = defineEvent(
  "users.verification-requested",
  z.object({ registrationId: z.string().nullable() }),
);
/** An address was verified, and so there is a user. */
export const userRegistered = defineEvent("users.registered", z.object({ userId: UserId }));
/** Somebody forgot a password; null where the address has no user. */
export const passwordResetRequested = defineEvent(
  "users.password-reset-requested",
  z.object({ userId: UserId.nullable() }),
);
/** A password was changed by its owner, or set anew by a mailed link (then no session is kept). */
export const passwordSet = defineEvent(
  "users.password-set",
  z.object({ userId: UserId, keptSessionId: z.string().nullable() }),
  { priority: "high" },
);
/** Somebody asked for another address; the change that waits is told from others by when it expires. */
export const emailChangeRequested = defineEvent(
  "users.email-change-requested",
  z.object({ userId: UserId, expiresAt: z.int() }),
);
/** A new address was verified and is in force. */
export const emailChanged = defineEvent(
  "users.email-changed",
  z.object({ userId: UserId, keptSessionId: z.string().nullable() }),
  { priority: "high" },
);
/** Somebody goes by another name, or says something else of themselves. */
export const profileChanged = defineEvent("users.profile-changed", z.object({ userId: UserId }));
/** A role was granted or taken away. */
export const rolesChanged = defineEvent("users.roles-changed", z.object({ userId: UserId }), { priority: "high" });
