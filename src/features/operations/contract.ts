import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";

export const Alive = z.object({ status: z.literal("ok") });

export const Check = z.object({ status: z.enum(["ok", "failed"]), durationMs: z.number() });
export type Check = z.infer<typeof Check>;

export const Health = z.object({
  status: z.enum(["ok", "failed"]),
  time: Timestamp,
  checks: z.object({ database: Check, durableObjects: Check, queues: Check }),
});
export type Health = z.infer<typeof Health>;
