import { t } from "../strings/strings.ts";

/** Where what one has not seen begins. */
export function UnreadDivider() {
  return (
    <p className="mb-3 flex items-center gap-3 text-xs font-semibold text-accent before:h-px before:flex-1 before:bg-accent">
      {t("thread.log.unread")}
    </p>
  );
}
