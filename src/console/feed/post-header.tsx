import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Post } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { SpaceMark } from "./space-mark.tsx";
import { TimeAgo } from "./time-ago.tsx";

/** Who wrote a post, when, and where; `children` stand at its end. */
export function PostHeader({ post, children }: { post: Post; children: ReactNode }) {
  const { id, author, spaceId, createdAt, editedAt, hidden } = post;
  return (
    <div className="flex items-start gap-3">
      <Avatar name={author?.displayName ?? "?"} id={author?.id ?? id} size="size-10 text-sm" />
      <div className="-my-1 grid min-w-0 flex-1 grid-cols-1 text-sm leading-6">
        {author ? (
          <p className="flex min-w-0 items-baseline gap-1.5">
            <Link
              to="/users/$username"
              params={{ username: author.username }}
              className="truncate font-semibold hover:underline"
            >
              <bdi>{author.displayName}</bdi>
            </Link>
            <span dir="ltr" className="truncate text-muted max-sm:hidden">
              @{author.username}
            </span>
          </p>
        ) : (
          <p className="text-muted">{t("feed.post.somebodyGone")}</p>
        )}
        <p className="flex flex-wrap items-center gap-x-1.5 text-xs leading-6 text-muted">
          <Link to="/posts/$postId" params={{ postId: id }} className="hover:underline">
            <TimeAgo at={createdAt} />
          </Link>
          {spaceId !== null && <SpaceMark spaceId={spaceId} />}
          {editedAt !== null && (
            <span title={t("feed.post.editedAt", { when: moment(editedAt) })}>· {t("feed.post.edited")}</span>
          )}
          {hidden && <span className="text-danger">· {t("feed.post.hidden")}</span>}
        </p>
      </div>
      {children}
    </div>
  );
}
