import { useState } from "react";
import type { Post } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { MoreIcon } from "../ui/icons.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { feedsKey, postQuery } from "./queries.ts";

/** What can be done with one's own post. */
export function PostMenu({ post: { id }, isMine }: { post: Post; isMine: boolean }) {
  const [isAsking, setIsAsking] = useState(false);
  const { act, isPending, problem } = useAction(() => unwrap(client.community.remove(id)), {
    stale: [feedsKey, postQuery(id)],
  });
  if (!isMine) return null;
  return (
    <>
      <Menu
        trigger={
          <button type="button" aria-label="More about your post" className={iconButtonClass}>
            <MoreIcon />
          </button>
        }
      >
        <MenuItem look="danger" onSelect={() => setIsAsking(true)}>
          Delete
        </MenuItem>
      </Menu>
      {isAsking && (
        <ConfirmDialog
          title="Delete this post?"
          action="Delete"
          isBusy={isPending}
          problem={problem}
          onConfirm={act}
          onClose={() => setIsAsking(false)}
        >
          It goes with all that was said about it. This can’t be taken back.
        </ConfirmDialog>
      )}
    </>
  );
}
