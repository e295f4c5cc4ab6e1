import type { spaces as english } from "../en/spaces.ts";
import type { Translated } from "../strings.ts";

export const spaces: Translated<typeof english> = {};
