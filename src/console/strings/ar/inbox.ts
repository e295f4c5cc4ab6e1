import type { inbox as english } from "../en/inbox.ts";
import type { Translated } from "../strings.ts";

export const inbox: Translated<typeof english> = {};
