import { useState } from "react";
import type { Comment } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { timeOrDay } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { RichText } from "../thread/rich-text.tsx";
import { Button } from "../ui/button.tsx";
import { commentsQuery } from "./queries.ts";
import { WriteForm } from "./write-form.tsx";

/** A comment, or the mark of one that is gone: liked, answered, and one's own taken back. */
export function CommentItem({ comment, isMine }: { comment: Comment; isMine: boolean }) {
  const { id, postId, parentId, author, content, likes, liked, createdAt } = comment;
  const [isAnswering, setIsAnswering] = useState(false);
  const stale = [commentsQuery(postId)];
  const { comments } = client.community;
  const like = useAction(() => unwrap(liked ? comments.unlike(id) : comments.like(id)), { stale });
  const removal = useAction(() => unwrap(comments.remove(id)), { stale });
  const problem = like.problem ?? removal.problem;
  return (
    <li className={`grid grid-cols-1 gap-1 ${parentId === null ? "" : "ml-6 border-l-2 border-line pl-4"}`}>
      <p className="text-xs text-muted">
        <span className="font-medium text-ink">{author?.displayName ?? "Somebody"}</span>{" "}
        <time dateTime={createdAt}>{timeOrDay(createdAt)}</time>
      </p>
      {content === null ? (
        <p className="text-sm text-muted italic">Comment deleted</p>
      ) : (
        <>
          <div className="text-sm wrap-anywhere">
            <RichText>{content}</RichText>
          </div>
          <div className="-ml-3 flex flex-wrap gap-1">
            <Button look="bare" aria-pressed={liked} isBusy={like.isPending} onClick={() => like.act()}>
              {liked ? "Liked" : "Like"} {likes > 0 && likes}
            </Button>
            {parentId === null && (
              <Button look="bare" aria-expanded={isAnswering} onClick={() => setIsAnswering(!isAnswering)}>
                Answer
              </Button>
            )}
            {isMine && (
              <Button look="bare" isBusy={removal.isPending} onClick={() => removal.act()}>
                Delete
              </Button>
            )}
          </div>
        </>
      )}
      {problem !== null && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      {isAnswering && (
        <WriteForm
          label={`Your answer to ${author?.displayName ?? "this"}`}
          action="Answer"
          stale={stale}
          write={async (answer) => {
            await unwrap(comments.create(postId, { content: answer, parentId: id }));
            setIsAnswering(false);
          }}
        />
      )}
    </li>
  );
}
