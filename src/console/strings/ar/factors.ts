import type { factors as english } from "../en/factors.ts";
import type { Translated } from "../strings.ts";

export const factors: Translated<typeof english> = {};
