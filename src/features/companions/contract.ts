import { z } from "zod";

/** An AI participant that one may open a conversation with. */
export const Companion = z
  .object({ name: z.string(), displayName: z.string(), description: z.string() })
  .meta({ id: "Companion" });
export type Companion = z.infer<typeof Companion>;

export const CompanionList = z.object({ items: z.array(Companion) });
