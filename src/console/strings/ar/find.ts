import type { find as english } from "../en/find.ts";
import type { Translated } from "../strings.ts";

export const find: Translated<typeof english> = {};
