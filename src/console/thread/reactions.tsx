import type { Message } from "../../client/index.ts";
import { t } from "../strings/strings.ts";
import { toggleReaction } from "./change-message.ts";
import { namesTogether } from "./names.ts";
import type { Thread } from "./thread.ts";

/** How others, and one oneself, react to a message; choosing one joins in or takes it back. */
export function Reactions({ message, thread }: { message: Message; thread: Thread }) {
  if (message.reactions.length === 0) return null;
  return (
    <ul aria-label={t("thread.reactions.label")} className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map(({ emoji, count, userIds }) => {
        const isMine = userIds.includes(thread.meId);
        const names = namesOf(userIds, count, thread);
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={isMine}
              aria-label={t("thread.reactions.one", { emoji, count, names })}
              title={names}
              onClick={() => void toggleReaction(message, emoji, isMine)}
              className={`inline-flex min-h-7 items-center gap-1.5 rounded-full border px-2 text-sm transition-colors ${isMine ? "border-accent bg-tint" : "border-line bg-surface hover:bg-sunken"}`}
            >
              <span aria-hidden="true">{emoji}</span>
              <span className="text-xs font-medium tabular-nums">{count}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** "You, Grace and 3 others": of many, only some are named. */
function namesOf(userIds: string[], count: number, { meId, names }: Thread): string {
  const known = userIds
    .flatMap((id) => (id === meId ? [t("thread.reactions.you")] : (names.get(id) ?? [])))
    .slice(0, 8);
  const others = count - known.length;
  return namesTogether(others > 0 ? [...known, t("thread.reactions.others", { count: others })] : known);
}
