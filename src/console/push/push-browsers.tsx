import type { PushSubscriptionSummary } from "../../client/index.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { type Push, removeBrowser, turnPushOff } from "./push.ts";

/** The browsers that are pushed to. */
export function PushBrowsers({ push: { browsers, ownId } }: { push: Push }) {
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      <h3 className="text-sm font-medium">{t("notifications.push.browsers")}</h3>
      <ul aria-label={t("notifications.push.browsers")} className="grid gap-2">
        {browsers.map((browser) => (
          <Browser key={browser.id} browser={browser} isOwn={browser.id === ownId} />
        ))}
      </ul>
    </div>
  );
}

function Browser({ browser, isOwn }: { browser: PushSubscriptionSummary; isOwn: boolean }) {
  const { id, endpoint, createdAt } = browser;
  const remove = useAction(() => (isOwn ? turnPushOff(id) : removeBrowser(id)));
  const name = nameOf(endpoint);
  return (
    <Item
      title={name}
      mark={isOwn ? t("notifications.push.this") : undefined}
      detail={t("notifications.push.since", { day: moment(createdAt) })}
      problem={remove.problem}
    >
      <Button
        look="danger"
        isBusy={remove.isPending}
        aria-label={t("notifications.push.removeNamed", { name, day: moment(createdAt) })}
        onClick={() => remove.act()}
      >
        {t("notifications.push.remove")}
      </Button>
    </Item>
  );
}

/** Each browser has its push service, and that is all that is known of it. */
function nameOf(endpoint: string): string {
  const { hostname } = new URL(endpoint);
  if (hostname.endsWith("googleapis.com")) return t("notifications.push.chrome");
  if (hostname.endsWith("mozilla.com")) return "Firefox";
  if (hostname.endsWith("apple.com")) return "Safari";
  if (hostname.endsWith("windows.com")) return "Microsoft Edge";
  return t("notifications.push.unknown");
}
