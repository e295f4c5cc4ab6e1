import type { feed as english } from "../en/feed.ts";
import type { Translated } from "../strings.ts";

export const feed: Translated<typeof english> = {};
