import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/strings.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { glimpse } from "./quote.tsx";

export function RemoveMessage({ message, onClose }: { message: Message; onClose: () => void }) {
  const { act, isPending, problem } = useAction(async () => {
    await unwrap(client.chat.removeMessage(message.conversationId, message.id));
    onClose();
  });
  return (
    <ConfirmDialog
      title={t("thread.remove.title")}
      action={t("thread.menu.remove")}
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      <p dir="auto" className="line-clamp-3 border-s-2 border-line ps-2 text-start wrap-anywhere">
        {glimpse(message)}
      </p>
      <p className="mt-2">{t("thread.remove.explanation")}</p>
    </ConfirmDialog>
  );
}
