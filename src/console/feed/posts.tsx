import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { itemsOf } from "../app/items.ts";
import { meQuery } from "../app/queries.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { PostCard } from "./post-card.tsx";
import { type FeedName, feedQuery } from "./queries.ts";

/** The posts of a feed, the newest first. */
export function Posts({ feed, nothing }: { feed: FeedName; nothing: string }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const query = useInfiniteQuery(feedQuery(feed));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  if (!data) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what="posts" />;
  const posts = itemsOf(data);
  return (
    <>
      {posts.length === 0 && <p className="py-8 text-center text-sm text-muted">{nothing}</p>}
      <ul aria-label="Posts" className="grid grid-cols-1 gap-4">
        {posts.map((post) => (
          <li key={post.id}>
            <PostCard post={post} meId={me.id} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  );
}
