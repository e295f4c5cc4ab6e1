/** Whose posts are shown; nothing stands for those of whom one follows. */
export type FeedSearch = { of?: "global" };

export function readFeedSearch({ of }: Record<string, unknown>): FeedSearch {
  return of === "global" ? { of } : {};
}
