import { t } from "../strings/strings.ts";
import { isolated } from "../thread/isolated.tsx";
import { glimpse } from "../thread/quote.tsx";
import type { About } from "../thread/thread.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";

/** Says what is being written about: the message that is answered, or changed. */
export function AboutBar({ about, onCancel }: { about: About; onCancel: () => void }) {
  const { kind, message } = about;
  return (
    <div className="flex items-center gap-2 rounded-xl border-s-4 border-accent bg-sunken py-1 ps-3 pe-1 text-sm">
      <p className="grid min-w-0 flex-1 grid-cols-1">
        <span className="font-medium">
          {kind === "edit"
            ? t("composer.about.edit")
            : t.rich("composer.about.reply", { name: message.sender.displayName, who: isolated })}
        </span>
        <span className="truncate text-muted">
          <bdi>{glimpse(message)}</bdi>
        </span>
      </p>
      <IconButton
        label={kind === "edit" ? t("composer.about.stopEdit") : t("composer.about.stopReply")}
        onClick={onCancel}
      >
        <CloseIcon />
      </IconButton>
    </div>
  );
}
