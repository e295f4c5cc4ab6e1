import { useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "../app/queries.ts";
import { useAction } from "../app/use-action.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { type Push, type PushState, turnPushOff, turnPushOn } from "./push.ts";

const texts: Record<PushState, string> = {
  unsupported: t("notifications.push.unsupported"),
  unavailable: t("notifications.push.unavailable"),
  denied: t("notifications.push.denied"),
  off: t("notifications.push.off"),
  on: t("notifications.push.on"),
};

/** What push is before the browser asks for it, how it stands, and turning it on and off. */
export function PushSwitch({ push: { state, publicKey, ownId } }: { push: Push }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const on = useAction(() => (publicKey === null ? Promise.resolve() : turnPushOn(me.id, publicKey)), {
    words: { UNKNOWN: t("notifications.push.refused") },
  });
  const off = useAction(() => turnPushOff(ownId));
  const problem = on.problem ?? off.problem;
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted">{t("notifications.push.explained")}</p>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <output className="flex min-w-48 flex-1 items-center gap-2 text-sm">
          <span
            aria-hidden="true"
            className={`size-2 shrink-0 rounded-full ${state === "on" ? "bg-online" : state === "denied" ? "bg-busy" : "bg-edge"}`}
          />
          {texts[state]}
        </output>
        {state === "off" && (
          <Button isBusy={on.isPending} onClick={() => on.act()}>
            {t("notifications.push.turnOn")}
          </Button>
        )}
        {state === "on" && (
          <Button look="quiet" isBusy={off.isPending} onClick={() => off.act()}>
            {t("notifications.push.turnOff")}
          </Button>
        )}
      </div>
      {state === "denied" && <Undo />}
      {problem !== null && <Notice look="problem">{problem}</Notice>}
    </div>
  );
}

/** Only the browser itself can take back that it was told no. */
function Undo() {
  return (
    <ol className="grid list-inside list-decimal gap-1 rounded-lg bg-sunken px-3 py-2 text-sm">
      <li>{t("notifications.push.undoPlace")}</li>
      <li>{t("notifications.push.undoAllow")}</li>
      <li>{t("notifications.push.undoBack")}</li>
    </ol>
  );
}
