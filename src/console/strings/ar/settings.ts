import type { settings as english } from "../en/settings.ts";
import type { Translated } from "../strings.ts";

export const settings: Translated<typeof english> = {};
