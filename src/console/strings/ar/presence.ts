import type { presence as english } from "../en/presence.ts";
import type { Translated } from "../strings.ts";

export const presence: Translated<typeof english> = {};
