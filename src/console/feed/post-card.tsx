import { Link } from "@tanstack/react-router";
import type { Post } from "../../client/index.ts";
import { moment, timeOrDay } from "../app/time.ts";
import { Attachments } from "../thread/attachments.tsx";
import { RichText } from "../thread/rich-text.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { useCounters } from "./live-counters.ts";
import { LikeButton } from "./like-button.tsx";
import { PostMenu } from "./post-menu.tsx";

/** A post: who wrote it, its words, and how many like, comment and look, as it changes. */
export function PostCard({ post, meId }: { post: Post; meId: string }) {
  const { id, author, content, attachments, createdAt, editedAt, hidden } = post;
  const { comments, views } = useCounters(id, post.counters);
  return (
    <article className="grid grid-cols-1 gap-3 rounded-2xl border border-line bg-surface p-5">
      <div className="flex items-center gap-3">
        <Avatar name={author?.displayName ?? "?"} id={author?.id ?? id} size="size-9 text-xs" />
        <p className="grid min-w-0 flex-1 grid-cols-1 text-sm">
          {author ? (
            <Link to="/users/$username" params={{ username: author.username }} className="truncate font-semibold">
              {author.displayName}
            </Link>
          ) : (
            <span className="text-muted">Somebody who is gone</span>
          )}
          <span className="truncate text-xs text-muted">
            <time dateTime={createdAt} title={moment(createdAt)}>
              {timeOrDay(createdAt)}
            </time>
            {editedAt !== null && " · edited"}
            {hidden && " · hidden by a moderator"}
          </span>
        </p>
        <PostMenu post={post} isMine={author?.id === meId} />
      </div>
      <div className="wrap-anywhere">
        <RichText>{content}</RichText>
      </div>
      {attachments.length > 0 && <Attachments files={attachments} />}
      <div className="flex flex-wrap items-center gap-4 text-sm text-muted">
        <LikeButton post={post} />
        <Link to="/posts/$postId" params={{ postId: id }} className="min-h-8 content-center hover:text-ink">
          {comments === 1 ? "1 comment" : `${comments} comments`}
        </Link>
        <span>{views === 1 ? "1 view" : `${views} views`}</span>
      </div>
    </article>
  );
}
