import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { changedByBlock } from "./queries.ts";

type BlockDialogProps = { username: string; name: string; onClose: () => void };

/** Asks whether somebody is to be kept away, and does it. */
export function BlockDialog({ username, name, onClose }: BlockDialogProps) {
  const { act, isPending, problem } = useAction(
    async () => {
      await unwrap(client.moderation.block(username));
      onClose();
    },
    { stale: changedByBlock(username) },
  );
  return (
    <ConfirmDialog
      title={t("people.block.ask", { name })}
      action={t("people.block.action")}
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      {t("people.block.hint")}
    </ConfirmDialog>
  );
}
