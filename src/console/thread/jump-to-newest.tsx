import { loadNewest } from "../chat/messages-query.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/strings.ts";
import { DownIcon } from "../ui/icons.tsx";

type JumpToNewestProps = {
  conversationId: string;
  hasNewer: boolean;
  /** How many came since one left them. */
  newCount: number;
  onJump: () => void;
};

/** Leads from what was said long ago to what is said now. */
export function JumpToNewest({ conversationId, hasNewer, newCount, onJump }: JumpToNewestProps) {
  const { act, isPending } = useAction(async () => {
    if (hasNewer) await loadNewest(conversationId);
    requestAnimationFrame(onJump);
  });
  return (
    <button
      type="button"
      aria-disabled={isPending}
      onClick={() => act()}
      className="absolute end-5 bottom-3 inline-flex h-10 min-w-10 animate-appear items-center justify-center gap-1.5 rounded-full px-2 border border-line bg-surface text-ink shadow-lg transition-colors hover:bg-sunken"
    >
      {newCount > 0 && (
        <span className="ps-2 text-sm font-medium">{t("thread.log.newMessages", { count: newCount })}</span>
      )}
      <DownIcon />
      <span className="sr-only">{t("thread.log.newest")}</span>
    </button>
  );
}
