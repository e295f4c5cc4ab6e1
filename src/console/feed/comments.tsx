import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Comment, Post, User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { itemsOf } from "../app/items.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { LoadFailed } from "../ui/load-failed.tsx";
import { Loading } from "../ui/loading.tsx";
import { Section } from "../ui/section.tsx";
import { readCommentsAgain } from "./comment-cache.ts";
import { CommentItem } from "./comment-item.tsx";
import { useCounters } from "./live-counters.ts";
import { commentsQuery } from "./queries.ts";
import { WriteForm } from "./write-form.tsx";

type CommentsProps = { post: Post; me: User; isInCharge: boolean };

/** What was said about a post, the oldest first, replies under what they answer; new ones come as they are said. */
export function Comments({ post, me, isInCharge }: CommentsProps) {
  const query = useInfiniteQuery(commentsQuery(post.id));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  useNewComments(post);
  const threads = threadsOf(itemsOf(data));
  return (
    <Section title={t("feed.comments.title")}>
      {!data &&
        (error ? (
          <LoadFailed error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading what={t("feed.comments.what")} />
        ))}
      {data && threads.length === 0 && <p className="text-sm text-muted">{t("feed.comments.nothing")}</p>}
      <ul aria-label={t("feed.comments.title")} className="grid grid-cols-1 gap-5 empty:hidden">
        {threads.map(({ comment, replies }) => (
          <li key={comment.id} className="grid grid-cols-1 gap-4">
            <CommentItem comment={comment} me={me} isInCharge={isInCharge} />
            {replies.length > 0 && (
              <ul className="ms-4 grid grid-cols-1 gap-4 border-s-2 border-line ps-4 sm:ms-5">
                {replies.map((reply) => (
                  <li key={reply.id}>
                    <CommentItem comment={reply} me={me} isInCharge={isInCharge} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button look="bare" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("feed.comments.more")}
        </Button>
      )}
      <WriteForm
        label={t("feed.comments.yours")}
        placeholder={t("feed.comments.placeholder")}
        action={t("feed.comments.comment")}
        write={async ({ content }) => {
          await unwrap(client.community.comments.create(post.id, { content }));
          await readCommentsAgain(post.id);
        }}
      />
    </Section>
  );
}

/** Reads the comments again when their number moves. */
function useNewComments({ id, counters }: Post): void {
  const { comments } = useCounters(id, counters);
  const last = useRef(comments);
  useEffect(() => {
    if (last.current !== comments) void readCommentsAgain(id);
    last.current = comments;
  }, [id, comments]);
}

type Thread = { comment: Comment; replies: Comment[] };

/** Each comment with what was answered to it, which comes after it in the list. */
function threadsOf(comments: Comment[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const comment of comments) {
    const thread = comment.parentId === null ? undefined : threads.get(comment.parentId);
    if (thread) thread.replies.push(comment);
    else threads.set(comment.id, { comment, replies: [] });
  }
  return [...threads.values()];
}
