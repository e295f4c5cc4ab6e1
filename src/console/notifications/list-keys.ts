import type { KeyboardEvent } from "react";
import type { Notification } from "../../client/index.ts";
import { stopsIn } from "./focus.ts";
import { markRead } from "./notification-lists.ts";
import { removeSoon } from "./removals.ts";

const moves: Partial<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  j: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The keys of a list of notifications: up and down, R for read, Delete to remove. Others are left alone. */
export function listKeys(notifications: Notification[]) {
  return (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const stops = stopsIn(event.currentTarget);
    const item = itemOf(event.target);
    const at = stops.findIndex((stop) => item?.contains(stop));
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      stops[Math.min(Math.max(move(at, stops.length), 0), stops.length - 1)]?.focus();
      return;
    }
    const notification = notifications.find(({ id }) => id === item?.dataset["notification"]);
    if (!notification) return;
    if (event.key === "r" && !notification.read) markRead(notification.id);
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    removeSoon(notification);
    (stops[at + 1] ?? stops[at - 1])?.focus();
  };
}

function itemOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-notification]") : null;
}
