import { Link } from "@tanstack/react-router";
import type { Post } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { numberText } from "../app/number-text.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { tellFailure } from "../ui/toasts.tsx";
import { CommentIcon, EyeIcon } from "./icons.tsx";
import { LikeButton } from "./like-button.tsx";
import { countLike, useCounters } from "./live-counters.ts";
import { changePost } from "./post-cache.ts";

const countClass = "inline-flex min-h-8 items-center gap-1.5 rounded-full px-2.5 text-sm text-muted";

/** How many like a post, comment on it, have seen it and look at it, as that changes. */
export function PostFooter({ post }: { post: Post }) {
  const { id, liked } = post;
  const { likes, comments, views, viewers } = useCounters(id, post.counters);
  return (
    <div className="-ms-2.5 -mb-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
      <LikeButton
        label={t("feed.post.like", { count: likes })}
        likes={likes}
        isLiked={liked}
        onToggle={() => void toggleLike(post)}
      />
      <Link
        to="/posts/$postId"
        params={{ postId: id }}
        title={t("feed.post.comments", { count: comments })}
        className={`${countClass} relative transition-colors hover:bg-sunken hover:text-ink`}
      >
        <CommentIcon />
        <span className="sr-only">{t("feed.post.comments", { count: comments })}</span>
        {comments > 0 && (
          <span aria-hidden="true" className="tabular-nums">
            {numberText(comments)}
          </span>
        )}
      </Link>
      <span title={t("feed.post.views", { count: views })} className={countClass}>
        <EyeIcon />
        <span aria-hidden="true" className="tabular-nums">
          {numberText(views)}
        </span>
        <span className="sr-only">{t("feed.post.views", { count: views })}</span>
      </span>
      {viewers > 1 && (
        <span title={t("feed.post.viewers", { count: viewers })} className={`${countClass} ms-auto`}>
          <span aria-hidden="true" className="size-2 rounded-full bg-online" />
          <span aria-hidden="true">{t("feed.post.viewersShort", { count: viewers })}</span>
          <span className="sr-only">{t("feed.post.viewers", { count: viewers })}</span>
        </span>
      )}
    </div>
  );
}

/** Shown at once, and taken back where it fails. */
async function toggleLike({ id, liked }: Post): Promise<void> {
  setLiked(id, !liked);
  const change = liked ? client.community.unlike(id) : client.community.like(id);
  await unwrap(change).catch((error: unknown) => {
    setLiked(id, liked);
    tellFailure(error);
  });
}

function setLiked(postId: string, isLiked: boolean): void {
  const step = isLiked ? 1 : -1;
  countLike(postId, step);
  changePost(postId, (post) => ({
    ...post,
    liked: isLiked,
    counters: { ...post.counters, likes: Math.max(0, post.counters.likes + step) },
  }));
}
