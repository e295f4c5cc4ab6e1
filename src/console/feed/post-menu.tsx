import { useRef, useState } from "react";
import type { Post, User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { BlockDialog } from "../people/block-dialog.tsx";
import { copyLink } from "../people/copy-link.ts";
import { ReportDialog } from "../people/report-dialog.tsx";
import { t } from "../strings/strings.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { tellBriefly } from "../ui/toasts.tsx";
import { changePost } from "./post-cache.ts";

type PostMenuProps = { post: Post; me: User; isInCharge: boolean; onEdit: () => void; onGone: () => void };

/** What can be done with a post: one's own is edited and deleted, that of others reported, and its author blocked. */
export function PostMenu({ post: { id, author }, me, isInCharge, onEdit, onGone }: PostMenuProps) {
  const [asked, setAsked] = useState<"delete" | "report" | "block" | null>(null);
  const movesFocus = useRef(false);
  const isMine = author?.id === me.id;
  const mayRemove = isMine || isInCharge || me.permissions.includes("post.moderate");
  const name = author?.displayName ?? t("feed.comments.somebody");
  const close = () => setAsked(null);
  return (
    <>
      <Menu
        movesFocus={() => movesFocus.current}
        trigger={
          <button
            type="button"
            aria-label={isMine ? t("feed.menu.ofYours") : t("feed.menu.ofSomebody", { name })}
            className={`${iconButtonClass} -me-2 -mt-1`}
            onFocus={() => (movesFocus.current = false)}
          >
            <MoreIcon />
          </button>
        }
      >
        <MenuItem onSelect={() => copyLink(`/posts/${id}`)}>{t("feed.menu.copyLink")}</MenuItem>
        {isMine && (
          <MenuItem
            onSelect={() => {
              movesFocus.current = true;
              onEdit();
            }}
          >
            {t("feed.menu.edit")}
          </MenuItem>
        )}
        {!isMine && <MenuItem onSelect={() => setAsked("report")}>{t("feed.menu.report")}</MenuItem>}
        {!isMine && author && <MenuItem onSelect={() => setAsked("block")}>{t("feed.menu.block", { name })}</MenuItem>}
        {mayRemove && <MenuSeparator />}
        {mayRemove && (
          <MenuItem look="danger" onSelect={() => setAsked("delete")}>
            {t("feed.menu.delete")}
          </MenuItem>
        )}
      </Menu>
      {asked === "delete" && <DeletePost postId={id} onGone={onGone} onClose={close} />}
      {asked === "report" && (
        <ReportDialog what={t("feed.menu.thisPost")} about={{ targetType: "post", targetId: id }} onClose={close} />
      )}
      {asked === "block" && author && <BlockDialog username={author.username} name={name} onClose={close} />}
    </>
  );
}

function DeletePost({ postId, onGone, onClose }: { postId: string; onGone: () => void; onClose: () => void }) {
  const { act, isPending, problem } = useAction(async () => {
    await unwrap(client.community.remove(postId));
    onClose();
    changePost(postId, () => null);
    tellBriefly(t("feed.menu.deleted"));
    onGone();
  });
  return (
    <ConfirmDialog
      title={t("feed.menu.askDelete")}
      action={t("feed.menu.delete")}
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      {t("feed.menu.deleteHint")}
    </ConfirmDialog>
  );
}
