import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useAction } from "../app/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { glimpse } from "./quote.tsx";

export function RemoveMessage({ message, onClose }: { message: Message; onClose: () => void }) {
  const { act, isPending, problem } = useAction(async () => {
    await unwrap(client.chat.removeMessage(message.conversationId, message.id));
    onClose();
  });
  return (
    <ConfirmDialog
      title="Delete this message?"
      action="Delete"
      isBusy={isPending}
      problem={problem}
      onConfirm={act}
      onClose={onClose}
    >
      <p className="line-clamp-3 wrap-anywhere">“{glimpse(message)}”</p>
      <p className="mt-2">It goes for everyone; a mark stays in its place.</p>
    </ConfirmDialog>
  );
}
