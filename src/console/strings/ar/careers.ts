import type { careers as english } from "../en/careers.ts";
import type { Translated } from "../strings.ts";

export const careers: Translated<typeof english> = {};
