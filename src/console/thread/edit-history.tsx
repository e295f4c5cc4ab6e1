import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
import { t } from "../strings/strings.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Loaded } from "../ui/loaded.tsx";

function editsQuery({ conversationId, id, editedAt }: Message) {
  return queryOptions({
    queryKey: ["edits", id, editedAt],
    // The last fifty are kept.
    queryFn: async () => (await unwrap(client.chat.edits(conversationId, id, { limit: 100 }))).items,
  });
}

/** What a message said before it was edited, and says now. */
export function EditHistory({ message, onClose }: { message: Message; onClose: () => void }) {
  const query = useQuery(editsQuery(message));
  return (
    <Dialog title={t("thread.menu.before")} width="wide" hasClose onClose={onClose}>
      <Loaded query={query} what={t("thread.history.what")}>
        {(edits) => (
          <ol className="grid gap-3">
            {edits.map(({ content, replacedAt }) => (
              <li key={replacedAt} className="grid gap-0.5 border-s-2 border-line ps-3">
                <p dir="auto" className="text-start text-sm whitespace-pre-wrap wrap-anywhere">
                  {content}
                </p>
                <p className="text-xs text-muted">
                  <time dateTime={replacedAt}>{t("thread.history.until", { moment: moment(replacedAt) })}</time>
                </p>
              </li>
            ))}
            <li className="grid gap-0.5 border-s-2 border-accent ps-3">
              <p dir="auto" className="text-start text-sm whitespace-pre-wrap wrap-anywhere">
                {message.content}
              </p>
              <p className="text-xs text-muted">{t("thread.history.now")}</p>
            </li>
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}
