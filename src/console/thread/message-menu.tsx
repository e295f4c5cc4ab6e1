import { useRef, useState } from "react";
import type { Message } from "../../client/index.ts";
import { piece } from "../app/piece.tsx";
import { t } from "../strings/strings.ts";
import { EditIcon, MoreIcon, RemoveIcon, ReplyIcon, SmileIcon } from "../ui/icons.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { toggleReaction } from "./change-message.ts";
import type { About, Thread } from "./thread.ts";

const EditHistory = piece(async () => (await import("./edit-history.tsx")).EditHistory);
const RemoveMessage = piece(async () => (await import("./remove-message.tsx")).RemoveMessage);
const ReportDialog = piece(async () => (await import("../people/report-dialog.tsx")).ReportDialog);

const emojis = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀", "✅", "🔥", "👏", "🤔"];

const buttonClass =
  "inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken";

type Asked = "remove" | "history" | "report" | null;

/** What can be done with a message: shown while it is pointed at or has the focus, and always where nothing points. */
export function MessageMenu({ message, thread }: { message: Message; thread: Thread }) {
  const [asked, setAsked] = useState<Asked>(null);
  const { conversationId, id } = message;
  const done = () => setAsked(null);
  return (
    <div className="flex shrink-0 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 pointer-coarse:opacity-100">
      <ReactionMenu message={message} meId={thread.meId} />
      <ActionMenu message={message} thread={thread} onAsk={setAsked} />
      {asked === "remove" && <RemoveMessage message={message} onClose={done} />}
      {asked === "history" && <EditHistory message={message} onClose={done} />}
      {asked === "report" && (
        <ReportDialog
          what={t("thread.menu.reported")}
          about={{ targetType: "message", targetId: id, conversationId }}
          onClose={done}
        />
      )}
    </div>
  );
}

function ReactionMenu({ message, meId }: { message: Message; meId: string }) {
  const mine = new Set(message.reactions.filter(({ userIds }) => userIds.includes(meId)).map(({ emoji }) => emoji));
  return (
    <Menu
      align={message.sender.id === meId ? "end" : "start"}
      trigger={
        <button type="button" aria-label={t("thread.menu.react")} className={buttonClass}>
          <SmileIcon />
        </button>
      }
    >
      <div className="grid grid-cols-6">
        {emojis.map((emoji) => (
          <MenuItem
            key={emoji}
            className="grid size-9 place-items-center rounded-lg text-lg outline-none data-highlighted:bg-sunken"
            onSelect={() => void toggleReaction(message, emoji, mine.has(emoji))}
          >
            {emoji}
          </MenuItem>
        ))}
      </div>
    </Menu>
  );
}

type ActionMenuProps = { message: Message; thread: Thread; onAsk: (asked: Asked) => void };

function ActionMenu({ message, thread, onAsk }: ActionMenuProps) {
  const movesFocus = useRef(false);
  const isMine = message.sender.id === thread.meId;
  const begin = (about: About) => {
    movesFocus.current = true;
    thread.onAbout(about);
  };
  return (
    <Menu
      align={isMine ? "end" : "start"}
      movesFocus={() => movesFocus.current}
      trigger={
        <button
          type="button"
          aria-label={isMine ? t("thread.menu.moreOwn") : t("thread.menu.more", { name: message.sender.displayName })}
          className={buttonClass}
          onPointerDown={() => (movesFocus.current = false)}
          onKeyDown={() => (movesFocus.current = false)}
        >
          <MoreIcon />
        </button>
      }
    >
      <MenuItem onSelect={() => begin({ kind: "reply", message })}>
        <ReplyIcon /> {t("thread.menu.reply")}
      </MenuItem>
      {isMine && message.content !== "" && (
        <MenuItem onSelect={() => begin({ kind: "edit", message })}>
          <EditIcon /> {t("thread.menu.edit")}
        </MenuItem>
      )}
      {message.content !== "" && (
        <MenuItem onSelect={() => void navigator.clipboard.writeText(message.content ?? "")}>
          {t("thread.menu.copy")}
        </MenuItem>
      )}
      {message.editedAt !== null && <MenuItem onSelect={() => onAsk("history")}>{t("thread.menu.before")}</MenuItem>}
      <MenuSeparator />
      {!isMine && <MenuItem onSelect={() => onAsk("report")}>{t("thread.menu.report")}</MenuItem>}
      {(isMine || thread.mayRemoveOthers) && (
        <MenuItem look="danger" onSelect={() => onAsk("remove")}>
          <RemoveIcon /> {t("thread.menu.remove")}
        </MenuItem>
      )}
    </Menu>
  );
}
