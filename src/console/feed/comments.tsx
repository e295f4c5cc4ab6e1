import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { unwrap } from "../app/request-failed.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Section } from "../ui/section.tsx";
import { CommentItem } from "./comment-item.tsx";
import { commentsQuery } from "./queries.ts";
import { WriteForm } from "./write-form.tsx";

/** What was said about a post, the oldest first, answers after what they answer. */
export function Comments({ postId, meId }: { postId: string; meId: string }) {
  const query = useInfiniteQuery(commentsQuery(postId));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const comments = itemsOf(data);
  return (
    <Section title="Comments">
      {!data && (error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading what="comments" />)}
      {data && comments.length === 0 && <p className="text-sm text-muted">Nobody has said anything yet.</p>}
      <ul aria-label="Comments" className="grid grid-cols-1 gap-4">
        {comments.map((comment) => (
          <CommentItem key={comment.id} comment={comment} isMine={comment.author?.id === meId} />
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      <WriteForm
        label="Your comment"
        action="Comment"
        stale={[commentsQuery(postId)]}
        write={(content) => unwrap(client.community.comments.create(postId, { content }))}
      />
    </Section>
  );
}
