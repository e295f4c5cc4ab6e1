import { z } from "zod";
import { defineEvent } from "../../platform/events/event.ts";

/** A session was seen in use from two addresses in turn, as a stolen one would be. */
export const concurrentUseSeen = defineEvent(
  "sessions.concurrent-use-seen",
  z.object({ userId: z.string(), sessionId: z.string(), ip: z.string() }),
  { priority: "high" },
);

/** A refresh token was used again that had been replaced: somebody has it who should not, and its session was ended. */
export const refreshTokenReused = defineEvent(
  "sessions.refresh-token-reused",
  z.object({ userId: z.string(), sessionId: z.string() }),
  { priority: "high" },
);
