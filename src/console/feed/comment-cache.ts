import type { Comment } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { mapItems } from "../app/items.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { tellFailure } from "../ui/toasts.tsx";
import { commentsQuery } from "./queries.ts";

export function readCommentsAgain(postId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: commentsQuery(postId).queryKey });
}

/** Changes a comment where it is shown. */
export function changeComment({ id, postId }: Comment, changes: Partial<Comment>): void {
  queryClient.setQueryData(
    commentsQuery(postId).queryKey,
    (data) => data && mapItems(data, (comment) => (comment.id === id ? { ...comment, ...changes } : comment)),
  );
}

/** Likes a comment or takes that back: shown at once, and as it was where it fails. */
export async function toggleCommentLike(comment: Comment): Promise<void> {
  const { id, liked, likes } = comment;
  const { comments } = client.community;
  changeComment(comment, { liked: !liked, likes: liked ? Math.max(0, likes - 1) : likes + 1 });
  await unwrap(liked ? comments.unlike(id) : comments.like(id)).catch((error: unknown) => {
    changeComment(comment, { liked, likes });
    tellFailure(error);
  });
}
