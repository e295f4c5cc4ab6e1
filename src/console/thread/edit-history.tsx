import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Message } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { moment } from "../app/time.ts";
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
    <Dialog title="What it said before" width="wide" hasClose onClose={onClose}>
      <Loaded query={query} what="earlier versions">
        {(edits) => (
          <ol className="grid gap-3">
            {edits.map(({ content, replacedAt }) => (
              <li key={replacedAt} className="grid gap-0.5 border-l-2 border-line pl-3">
                <p className="text-sm whitespace-pre-wrap wrap-anywhere">{content}</p>
                <p className="text-xs text-muted">
                  until <time dateTime={replacedAt}>{moment(replacedAt)}</time>
                </p>
              </li>
            ))}
            <li className="grid gap-0.5 border-l-2 border-accent pl-3">
              <p className="text-sm whitespace-pre-wrap wrap-anywhere">{message.content}</p>
              <p className="text-xs text-muted">now</p>
            </li>
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}
