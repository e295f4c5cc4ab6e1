import { z } from "zod";
import { Timestamp } from "../../platform/http/contract.ts";
import { idSchema } from "../../platform/ids/typeid.ts";

/** What events and jobs have in common on the wire. */
export const JobId = idSchema("job");
export const Name = z.string().min(1).max(100);
export const lanes = ["high", "normal"] as const;

export const StatisticsQuery = z.strictObject({
  from: Timestamp.optional().meta({ description: "to the hour; a day ago by default, and a week ago at most" }),
});

export const Percentile = z
  .int()
  .nullable()
  .meta({ description: "at most 19 % too high; null where nothing succeeded" });
