import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Comment, User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/strings.ts";
import { Avatar } from "../ui/avatar.tsx";
import { changeComment, readCommentsAgain, toggleCommentLike } from "./comment-cache.ts";
import { CommentMenu } from "./comment-menu.tsx";
import { LikeButton } from "./like-button.tsx";
import { PostText } from "./post-text.tsx";
import { TimeAgo } from "./time-ago.tsx";
import { WriteForm } from "./write-form.tsx";

type CommentItemProps = { comment: Comment; me: User; isInCharge: boolean };

/** A comment, or the mark of one that is gone: liked, answered, and one's own edited and taken back. */
export function CommentItem({ comment, me, isInCharge }: CommentItemProps) {
  const [mode, setMode] = useState<"shown" | "editing" | "replying">("shown");
  const { id, author, content } = comment;
  const back = () => setMode("shown");
  if (content === null) {
    return <p className="text-sm text-muted italic">{t("feed.comments.deleted")}</p>;
  }
  return (
    <div className="flex items-start gap-3">
      <Avatar name={author?.displayName ?? "?"} id={author?.id ?? id} size="size-8 text-xs" />
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1">
        <div className="flex items-start gap-2">
          <Byline comment={comment} />
          <CommentMenu comment={comment} me={me} isInCharge={isInCharge} onEdit={() => setMode("editing")} />
        </div>
        {mode === "editing" ? (
          <EditComment comment={comment} content={content} onDone={back} />
        ) : (
          <>
            <div className="text-sm">
              <PostText text={content} meUsername={me.username} />
            </div>
            <Actions comment={comment} isReplying={mode === "replying"} onReply={() => setMode("replying")} />
          </>
        )}
        {mode === "replying" && <Reply comment={comment} onDone={back} />}
      </div>
    </div>
  );
}

function Byline({ comment: { author, createdAt, editedAt, hidden } }: { comment: Comment }) {
  return (
    <p className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-1.5 text-xs text-muted">
      {author ? (
        <Link
          to="/users/$username"
          params={{ username: author.username }}
          className="text-sm font-medium text-ink hover:underline"
        >
          <bdi>{author.displayName}</bdi>
        </Link>
      ) : (
        <span>{t("feed.comments.somebody")}</span>
      )}
      <TimeAgo at={createdAt} />
      {editedAt !== null && (
        <span title={t("feed.post.editedAt", { when: moment(editedAt) })}>· {t("feed.post.edited")}</span>
      )}
      {hidden && <span className="text-danger">· {t("feed.post.hidden")}</span>}
    </p>
  );
}

type ActionsProps = { comment: Comment; isReplying: boolean; onReply: () => void };

function Actions({ comment, isReplying, onReply }: ActionsProps) {
  const { parentId, author, likes, liked } = comment;
  const name = author?.displayName ?? t("feed.comments.somebody");
  return (
    <div className="-ms-2.5 flex flex-wrap items-center gap-1">
      <LikeButton
        label={t("feed.comments.like", { name, count: likes })}
        likes={likes}
        isLiked={liked}
        onToggle={() => void toggleCommentLike(comment)}
      />
      {parentId === null && (
        <button
          type="button"
          aria-expanded={isReplying}
          onClick={onReply}
          className="min-h-8 rounded-full px-2.5 text-sm text-muted transition-colors hover:bg-sunken hover:text-ink"
        >
          {t("feed.comments.reply")}
        </button>
      )}
    </div>
  );
}

function Reply({ comment: { id, postId, author }, onDone }: { comment: Comment; onDone: () => void }) {
  return (
    <WriteForm
      label={t("feed.comments.yourReply", { name: author?.displayName ?? t("feed.comments.somebody") })}
      action={t("feed.comments.reply")}
      onCancel={onDone}
      write={async ({ content }) => {
        await unwrap(client.community.comments.create(postId, { content, parentId: id }));
        onDone();
        await readCommentsAgain(postId);
      }}
    />
  );
}

type EditCommentProps = { comment: Comment; content: string; onDone: () => void };

function EditComment({ comment, content, onDone }: EditCommentProps) {
  return (
    <WriteForm
      label={t("feed.comments.edit")}
      action={t("feed.write.save")}
      initial={content}
      onCancel={onDone}
      write={async (written) => {
        const edited = await unwrap(client.community.comments.edit(comment.id, written.content));
        changeComment(comment, { content: edited.content, editedAt: edited.editedAt });
        onDone();
      }}
    />
  );
}
