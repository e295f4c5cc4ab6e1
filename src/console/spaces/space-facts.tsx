import type { Space } from "../../client/index.ts";
import { LockIcon } from "../feed/icons.tsx";
import { t } from "../strings/later.ts";
import { roleWords, visibilityWords } from "./words.ts";

/** Who may see a space, how many are in it, and what one is there oneself. */
export function SpaceFacts({ space: { visibility, memberCount, role } }: { space: Space }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      <span className="inline-flex items-center gap-1">
        {visibility === "private" && (
          <span className="*:size-4">
            <LockIcon />
          </span>
        )}
        {visibilityWords[visibility]}
      </span>
      <span>· {t("spaces.words.members", { count: memberCount })}</span>
      {role !== null && <span className="rounded-full bg-tint px-2 py-0.5 text-xs text-ink">{roleWords[role]}</span>}
    </p>
  );
}
