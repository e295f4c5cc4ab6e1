import type { Notification } from "../../client/index.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { focusWay } from "./focus.ts";
import { keep } from "./removals.ts";
import { sentenceOf } from "./sentence.tsx";

/** In place of a notification that is about to be removed: it can still be kept. */
export function LeavingItem({ notification }: { notification: Notification }) {
  const { id } = notification;
  return (
    <li data-notification={id} className="flex items-center justify-between gap-2 rounded-xl bg-sunken px-2.5 py-1">
      <output className="text-sm text-muted">{t("notifications.item.removed")}</output>
      <Button
        look="bare"
        data-undo
        aria-label={t("notifications.item.undoOf", { title: sentenceOf(notification) })}
        onClick={() => {
          keep(id);
          focusWay(id);
        }}
      >
        {t("notifications.item.undo")}
      </Button>
    </li>
  );
}
