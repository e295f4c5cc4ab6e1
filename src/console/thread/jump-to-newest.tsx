import { loadNewest } from "../chat/messages-query.ts";
import { useAction } from "../app/use-action.ts";
import { DownIcon } from "../ui/icons.tsx";

type JumpToNewestProps = { conversationId: string; hasNewer: boolean; onJump: () => void };

/** Leads from what was said long ago to what is said now. */
export function JumpToNewest({ conversationId, hasNewer, onJump }: JumpToNewestProps) {
  const { act, isPending } = useAction(async () => {
    if (hasNewer) await loadNewest(conversationId);
    requestAnimationFrame(onJump);
  });
  return (
    <button
      type="button"
      aria-label="Go to the newest messages"
      aria-disabled={isPending}
      onClick={() => act()}
      className="absolute right-5 bottom-3 grid size-10 animate-appear place-items-center rounded-full border border-line bg-surface text-ink shadow-lg transition-colors hover:bg-sunken"
    >
      <DownIcon />
    </button>
  );
}
