import { glimpse } from "../thread/quote.tsx";
import type { About } from "../thread/thread.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CloseIcon } from "../ui/icons.tsx";

/** Says what is being written about: the message that is answered, or changed. */
export function AboutBar({ about, onCancel }: { about: About; onCancel: () => void }) {
  const { kind, message } = about;
  return (
    <div className="flex items-center gap-2 rounded-xl border-l-4 border-accent bg-sunken py-1 pr-1 pl-3 text-sm">
      <p className="grid min-w-0 flex-1 grid-cols-1">
        <span className="font-medium">
          {kind === "edit" ? "Edit your message" : `Reply to ${message.sender.displayName}`}
        </span>
        <span className="truncate text-muted">{glimpse(message)}</span>
      </p>
      <IconButton label={kind === "edit" ? "Stop editing" : "Do not reply"} onClick={onCancel}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}
