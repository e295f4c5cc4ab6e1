import type { development as english } from "../en/development.ts";
import type { Translated } from "../strings.ts";

export const development: Translated<typeof english> = {};
