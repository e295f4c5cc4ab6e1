import type { stepUp as english } from "../en/step-up.ts";
import type { Translated } from "../strings.ts";

export const stepUp: Translated<typeof english> = {};
