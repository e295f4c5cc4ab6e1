import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { itemsOf } from "../app/items.ts";
import { meQuery } from "../app/queries.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { NewPosts } from "./new-posts.tsx";
import { PostCard } from "./post-card.tsx";
import { PostsLoading } from "./posts-loading.tsx";
import { type FeedName, feedQuery } from "./queries.ts";

type PostsProps = {
  feed: FeedName;
  /** Said where there are none. */
  nothing: ReactNode;
  /** Whether one may take away what others post here. */
  isInCharge?: boolean;
};

/** The posts of a feed, the newest first; newer ones wait above them until they are asked for. */
export function Posts({ feed, nothing, isInCharge = false }: PostsProps) {
  const { data: me } = useSuspenseQuery(meQuery);
  const list = useRef<HTMLUListElement>(null);
  const query = useInfiniteQuery(feedQuery(feed));
  const { data, dataUpdatedAt, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const posts = itemsOf(data);
  if (!data) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <PostsLoading />;
  const goUp = () => {
    list.current?.focus({ preventScroll: true });
    list.current?.closest("main")?.scrollTo({ top: 0 });
  };
  return (
    <>
      <NewPosts key={feed} feed={feed} posts={posts} readAt={dataUpdatedAt} onShown={goUp} />
      {posts.length === 0 && nothing}
      <ul
        ref={list}
        tabIndex={-1}
        aria-label={t("feed.posts.list")}
        className="grid grid-cols-1 gap-4 outline-none empty:hidden"
      >
        {posts.map((post) => (
          <li key={post.id}>
            <PostCard post={post} me={me} isInCharge={isInCharge} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("feed.posts.older")}
        </Button>
      )}
      {!hasNextPage && posts.length > 0 && <p className="pb-4 text-center text-sm text-muted">{t("feed.posts.end")}</p>}
    </>
  );
}
