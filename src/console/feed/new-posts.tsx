import { useEffect } from "react";
import type { Post } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import type { FeedName } from "./queries.ts";
import { useNewPosts } from "./use-new-posts.ts";

type NewPostsProps = { feed: FeedName; posts: Post[]; readAt: number; onShown: () => void };

/** Tells that there are newer posts above those that one reads; choosing it shows them. */
export function NewPosts({ feed, posts, readAt, onShown }: NewPostsProps) {
  const { count, isAll, show } = useNewPosts(feed, posts, readAt);
  const isEmpty = posts.length === 0;
  useEffect(() => {
    // Where nothing is read yet, nothing can shift.
    if (isEmpty && count > 0) show();
  });
  const isShown = count > 0 && !isEmpty;
  return (
    <output className={isShown ? "sticky top-3 z-10 justify-self-center" : "sr-only"}>
      {isShown && (
        <button
          type="button"
          onClick={() => {
            show();
            onShown();
          }}
          className="min-h-9 animate-appear rounded-full bg-accent px-4 text-sm font-medium text-on-accent shadow-lg transition-colors hover:bg-accent-strong"
        >
          {isAll ? t("feed.posts.fresh", { count }) : t("feed.posts.manyFresh", { count })}
        </button>
      )}
    </output>
  );
}
