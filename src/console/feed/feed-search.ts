/** Whose posts are shown; nothing stands for those of whom one follows. */
export type FeedSearch = { of?: "global" };

export function readFeedSearch({ of }: Record<string, unknown>): FeedSearch {
  return of === "global" ? { of } : {};
}

/** What can be looked for; nothing stands for posts. */
export type Searched = "posts" | "users" | "spaces";
export type SearchSearch = { q?: string; in?: Exclude<Searched, "posts"> };

/** Words that are numbers come as numbers. */
export function readSearchSearch({ q, in: kind }: Record<string, unknown>): SearchSearch {
  const words = typeof q === "string" || typeof q === "number" ? String(q).trim().slice(0, 200) : "";
  return { ...(words !== "" && { q: words }), ...((kind === "users" || kind === "spaces") && { in: kind }) };
}
