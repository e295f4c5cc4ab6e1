import type { plans as english } from "../en/plans.ts";
import type { Translated } from "../strings.ts";

export const plans: Translated<typeof english> = {};
