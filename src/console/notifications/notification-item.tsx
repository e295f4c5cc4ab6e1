import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, type ReactNode, useState } from "react";
import type { Notification } from "../../client/index.ts";
import { moment, timeOrDay } from "../app/time.ts";
import { t } from "../strings/later.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Deliveries } from "./deliveries.tsx";
import { focusWay } from "./focus.ts";
import { ItemActions } from "./item-actions.tsx";
import { LeavingItem } from "./leaving-item.tsx";
import { markRead } from "./notification-lists.ts";
import { useIsLeaving } from "./removals.ts";
import { Sentence } from "./sentence.tsx";
import { type Target, useTarget } from "./target.ts";
import { TypeMark, TypeSign } from "./type-icon.tsx";

type NotificationItemProps = {
  notification: Notification;
  onDone?: (() => void) | undefined;
  /** Whether all that can be done with it is at hand, as on a page of its own. */
  isWhole?: boolean;
};

/** One thing that happened. Choosing it marks it read and leads to what it is about. */
export function NotificationItem({ notification, onDone, isWhole = false }: NotificationItemProps) {
  const { id, read } = notification;
  const [showsDeliveries, setShowsDeliveries] = useState(false);
  const target = useTarget(notification);
  const isLeaving = useIsLeaving(id);
  const closeDeliveries = () => {
    setShowsDeliveries(false);
    focusWay(id);
  };
  if (isLeaving) return <LeavingItem notification={notification} />;
  return (
    <li
      data-notification={id}
      className="group relative rounded-xl transition-colors focus-within:bg-sunken hover:bg-sunken"
    >
      <div className="relative flex items-start">
        <Way
          target={target}
          onTaken={() => {
            if (!read) markRead(id);
            onDone?.();
          }}
        >
          <Who notification={notification} />
          <What notification={notification} />
          <When notification={notification} />
        </Way>
        <ItemActions
          notification={notification}
          isWhole={isWhole}
          onShowDeliveries={() => setShowsDeliveries(!showsDeliveries)}
        />
      </div>
      {target && "elsewhere" in target && <Elsewhere url={target.elsewhere} />}
      {showsDeliveries && <Deliveries notificationId={id} onClose={closeDeliveries} />}
    </li>
  );
}

type WayProps = { target: Target; onTaken: () => void; children: ReactNode };

const wayClass = "flex min-w-0 flex-1 items-start gap-3 rounded-xl p-2.5 text-start";

/** A link where it leads to a page of this console, so that it opens in a tab of its own as well; else a button. */
function Way({ target, onTaken, children }: WayProps) {
  const router = useRouter();
  if (!target || !("path" in target)) {
    return (
      <button type="button" data-way onClick={onTaken} className={wayClass}>
        {children}
      </button>
    );
  }
  const go = (event: MouseEvent) => {
    onTaken();
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    router.history.push(target.path);
  };
  return (
    <a href={target.path} data-way onClick={go} className={wayClass}>
      {children}
    </a>
  );
}

function Who({ notification: { actor, type } }: { notification: Notification }) {
  if (!actor) return <TypeSign type={type} />;
  return (
    <span className="relative shrink-0">
      <Avatar name={actor.displayName} id={actor.id} size="size-9 text-xs" />
      <TypeMark type={type} />
    </span>
  );
}

function What({ notification }: { notification: Notification }) {
  const { message, read } = notification;
  return (
    <span className="grid min-w-0 flex-1 gap-0.5">
      <span className={`line-clamp-3 text-sm wrap-anywhere ${read ? "text-muted" : ""}`}>
        <Sentence notification={notification} />
      </span>
      {message !== "" && (
        <span dir="auto" className="line-clamp-2 text-sm text-muted wrap-anywhere">
          {message}
        </span>
      )}
    </span>
  );
}

function When({ notification: { createdAt, read } }: { notification: Notification }) {
  return (
    <span className="flex shrink-0 flex-col items-end gap-2">
      <time dateTime={createdAt} title={moment(createdAt)} className="text-xs whitespace-nowrap text-muted">
        {timeOrDay(createdAt)}
      </time>
      <span className={`size-2 rounded-full ${read ? "" : "bg-accent"}`} aria-hidden="true" />
      {!read && <span className="sr-only">{t("notifications.item.unread")}</span>}
    </span>
  );
}

/** It says where it leads, and takes nothing of this page along. */
function Elsewhere({ url }: { url: URL }) {
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer"
      dir="ltr"
      className="ms-14.5 mb-2 inline-block max-w-full truncate rounded text-sm text-accent underline underline-offset-2"
    >
      {url.host}
    </a>
  );
}
