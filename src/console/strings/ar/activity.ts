import type { activity as english } from "../en/activity.ts";
import type { Translated } from "../strings.ts";

export const activity: Translated<typeof english> = {};
