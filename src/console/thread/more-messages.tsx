import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { type History, loadNewer, loadOlder } from "../chat/messages-query.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";

type MoreMessagesProps = { conversationId: string; history: History; isNearStart: boolean; isNearEnd: boolean };

/** Reads what lies beyond the messages that are known as one comes near, and says so where that fails. */
export function MoreMessages({ conversationId, history, isNearStart, isNearEnd }: MoreMessagesProps) {
  const { items, hasOlder, hasNewer } = history;
  const older = useMore(loadOlder, conversationId, hasOlder && isNearStart, items[0]?.seq);
  const newer = useMore(loadNewer, conversationId, hasNewer && isNearEnd, items.at(-1)?.seq);
  const failed = [older, newer].find(({ isError }) => isError);
  if (!failed && !older.isPending && !newer.isPending) return null;
  return (
    // It takes no room, so nothing moves when it goes.
    <div className="sticky top-2 z-10 h-0 text-center">
      {failed ? (
        <Button look="quiet" onClick={() => failed.mutate()}>
          {t("thread.log.failed")} {t("thread.log.again")}
        </Button>
      ) : (
        <output className="animate-breathe rounded-full bg-surface px-3 py-1 text-xs text-muted shadow">
          {older.isPending ? t("thread.log.earlier") : t("thread.log.later")}
        </output>
      )}
    </div>
  );
}

/** Reads on once for each edge that one comes near to. */
function useMore(load: typeof loadOlder, conversationId: string, isWanted: boolean, edge: number | undefined) {
  const { mutate, isPending, isError } = useMutation({ mutationFn: () => load(conversationId) });
  useEffect(() => {
    if (isWanted && edge !== undefined) mutate();
  }, [isWanted, edge, mutate]);
  return { mutate, isPending, isError };
}
