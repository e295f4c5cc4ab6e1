import { useRouter } from "@tanstack/react-router";
import type { Notification } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { moment, timeOrDay } from "../app/time.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { CheckIcon, CloseIcon } from "../ui/icons.tsx";
import { othersIn } from "./type-words.ts";

type NotificationItemProps = {
  notification: Notification;
  onDone?: () => void;
  /** Whether it can be marked read without going where it leads. */
  canMark?: boolean;
};

/** One thing that happened. Choosing it marks it read and leads to what it is about. */
export function NotificationItem({ notification, onDone, canMark = false }: NotificationItemProps) {
  const { id, title, message, actor, read, createdAt, link } = notification;
  const others = othersIn(notification);
  const router = useRouter();
  const open = () => {
    if (!read) void client.notifications.markRead(id);
    const target = link === null ? null : new URL(link, location.href);
    // A link elsewhere would be followed with this site's trust, so only ours are, of those that this console has.
    const isOurs = target?.origin === location.origin && router.getMatchedRoutes(target.pathname)[2] !== undefined;
    if (target && isOurs) router.history.push(target.href.slice(target.origin.length));
    onDone?.();
  };
  return (
    <li className="flex items-center gap-1 rounded-xl transition-colors hover:bg-sunken">
      <button type="button" onClick={open} className="flex min-w-0 flex-1 items-start gap-3 rounded-xl p-2.5 text-left">
        <Avatar name={actor?.displayName ?? title} id={actor?.id ?? id} size="size-9 text-xs" />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex items-baseline gap-2">
            <span className={`truncate text-sm ${read ? "" : "font-semibold"}`}>{title}</span>
            <time dateTime={createdAt} title={moment(createdAt)} className="ml-auto shrink-0 text-xs text-muted">
              {timeOrDay(createdAt)}
            </time>
          </span>
          <span className="line-clamp-2 text-sm text-muted">{message}</span>
          {others !== null && <span className="text-xs text-muted">{others}</span>}
        </span>
        <span className={`mt-1.5 size-2 shrink-0 rounded-full ${read ? "" : "bg-accent"}`} aria-hidden="true" />
        {!read && <span className="sr-only">Unread</span>}
      </button>
      {canMark && !read && (
        <IconButton label={`Mark “${title}” read`} onClick={() => void client.notifications.markRead(id)}>
          <CheckIcon />
        </IconButton>
      )}
      <IconButton label={`Remove the notification “${title}”`} onClick={() => void client.notifications.remove(id)}>
        <CloseIcon />
      </IconButton>
    </li>
  );
}
