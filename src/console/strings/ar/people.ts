import type { people as english } from "../en/people.ts";
import type { Translated } from "../strings.ts";

export const people: Translated<typeof english> = {};
