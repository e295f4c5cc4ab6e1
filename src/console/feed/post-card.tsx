import { useState } from "react";
import type { Post, User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { t } from "../strings/strings.ts";
import { Attachments } from "../thread/attachments.tsx";
import { PostText } from "./post-text.tsx";
import { changePost } from "./post-cache.ts";
import { PostFooter } from "./post-footer.tsx";
import { PostHeader } from "./post-header.tsx";
import { PostMenu } from "./post-menu.tsx";
import { WriteForm } from "./write-form.tsx";

type PostCardProps = {
  post: Post;
  me: User;
  /** Whether one may take it away where it is another's. */
  isInCharge?: boolean;
  /** Told once it is deleted. */
  onGone?: () => void;
};

/** A post: who wrote it, its words and files, and how many like it, comment and look, as that changes. */
export function PostCard({ post, me, isInCharge = false, onGone }: PostCardProps) {
  const { id, content, attachments } = post;
  const [isEditing, setIsEditing] = useState(false);
  const edit = async (written: string) => {
    const edited = await unwrap(client.community.edit(id, written));
    changePost(id, (before) => ({ ...before, content: edited.content, editedAt: edited.editedAt }));
    setIsEditing(false);
  };
  return (
    <article className="grid grid-cols-1 gap-3 rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <PostHeader post={post}>
        <PostMenu
          post={post}
          me={me}
          isInCharge={isInCharge}
          onEdit={() => setIsEditing(true)}
          onGone={() => onGone?.()}
        />
      </PostHeader>
      {isEditing ? (
        <WriteForm
          label={t("feed.post.edit")}
          action={t("feed.write.save")}
          initial={content}
          write={(written) => edit(written.content)}
          onCancel={() => setIsEditing(false)}
        />
      ) : (
        <PostText text={content} meUsername={me.username} />
      )}
      {attachments.length > 0 && <Attachments files={attachments} />}
      <PostFooter post={post} />
    </article>
  );
}
