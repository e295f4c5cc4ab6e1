import { useRef, useState } from "react";
import type { Comment, User } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { BlockDialog } from "../people/block-dialog.tsx";
import { ReportDialog } from "../people/report-dialog.tsx";
import { t } from "../strings/strings.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { commentsQuery } from "./queries.ts";

type CommentMenuProps = { comment: Comment; me: User; isInCharge: boolean; onEdit: () => void };

/** What can be done with a comment: one's own is edited and deleted, that of others reported, and its author blocked. */
export function CommentMenu({ comment, me, isInCharge, onEdit }: CommentMenuProps) {
  const { id, author } = comment;
  const [asked, setAsked] = useState<"delete" | "report" | "block" | null>(null);
  const movesFocus = useRef(false);
  const isMine = author?.id === me.id;
  const mayRemove = isMine || isInCharge || me.permissions.includes("post.moderate");
  const name = author?.displayName ?? t("feed.comments.somebody");
  const close = () => setAsked(null);
  const edit = () => {
    movesFocus.current = true;
    onEdit();
  };
  return (
    <>
      <Menu
        movesFocus={() => movesFocus.current}
        trigger={
          <button
            type="button"
            aria-label={isMine ? t("feed.comments.menuOfYours") : t("feed.comments.menuOfSomebody", { name })}
            onFocus={() => (movesFocus.current = false)}
            className={`${iconButtonClass} -my-2 size-9!`}
          >
            <MoreIcon />
          </button>
        }
      >
        {isMine && <MenuItem onSelect={edit}>{t("feed.menu.edit")}</MenuItem>}
        {!isMine && <MenuItem onSelect={() => setAsked("report")}>{t("feed.menu.report")}</MenuItem>}
        {!isMine && author && <MenuItem onSelect={() => setAsked("block")}>{t("feed.menu.block", { name })}</MenuItem>}
        {mayRemove && (
          <MenuItem look="danger" onSelect={() => setAsked("delete")}>
            {t("feed.menu.delete")}
          </MenuItem>
        )}
      </Menu>
      {asked === "delete" && <DeleteComment comment={comment} onClose={close} />}
      {asked === "report" && (
        <ReportDialog
          what={t("feed.comments.thisComment")}
          about={{ targetType: "comment", targetId: id }}
          onClose={close}
        />
      )}
      {asked === "block" && author && <BlockDialog username={author.username} name={name} onClose={close} />}
    </>
  );
}

function DeleteComment({ comment: { id, postId }, onClose }: { comment: Comment; onClose: () => void }) {
  const { act, isPending, problem } = useAction(
    async () => {
      await unwrap(client.community.comments.remove(id));
      onClose();
    },
    { stale: [commentsQuery(postId)] },
  );
  return (
    <ConfirmDialog
      title={t("feed.comments.askDelete")}
      action={t("feed.menu.delete")}
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      {t("feed.comments.deleteHint")}
    </ConfirmDialog>
  );
}
