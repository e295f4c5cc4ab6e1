import type { group as english } from "../en/group.ts";
import type { Translated } from "../strings.ts";

export const group: Translated<typeof english> = {};
