import type { Notification } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { CheckIcon, CloseIcon, MoreIcon } from "../ui/icons.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { focusUndo } from "./focus.ts";
import { markRead } from "./notification-lists.ts";
import { removeSoon } from "./removals.ts";
import { sentenceOf } from "./sentence.tsx";

type ItemActionsProps = { notification: Notification; isWhole: boolean; onShowDeliveries: () => void };

// They come over the time where a pointer hovers or the focus is; what can't hover has the menu of the inbox.
const quickClass =
  "absolute top-1 flex rounded-lg bg-sunken opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:hidden max-sm:hidden";

/** What can be done with a notification without going where it leads. */
export function ItemActions({ notification, isWhole, onShowDeliveries }: ItemActionsProps) {
  const { id, read } = notification;
  const title = sentenceOf(notification);
  const remove = () => {
    removeSoon(notification);
    focusUndo(id);
  };
  return (
    <>
      <div className={`${quickClass} ${isWhole ? "end-11" : "end-1"}`}>
        {!read && (
          <IconButton label={t("notifications.item.mark", { title })} onClick={() => markRead(id)}>
            <CheckIcon />
          </IconButton>
        )}
        <IconButton label={t("notifications.item.remove", { title })} onClick={remove}>
          <CloseIcon />
        </IconButton>
      </div>
      {isWhole && (
        <Menu
          trigger={
            <IconButton label={t("notifications.item.more", { title })} className="me-1 mt-1">
              <MoreIcon />
            </IconButton>
          }
        >
          {!read && <MenuItem onSelect={() => markRead(id)}>{t("notifications.item.markShort")}</MenuItem>}
          <MenuItem onSelect={onShowDeliveries}>{t("notifications.deliveries.name")}</MenuItem>
          <MenuItem look="danger" onSelect={remove}>
            {t("notifications.item.removeShort")}
          </MenuItem>
        </Menu>
      )}
    </>
  );
}
