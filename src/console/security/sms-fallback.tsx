import { useState } from "react";
import { client } from "../app/client.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { AddPhone } from "./add-phone.tsx";
import { twoFactorQuery } from "./queries.ts";

/** Codes by SMS, once a number is proved to be one's own. */
export function SmsFallback({ isOn }: { isOn: boolean }) {
  const [isAdding, setIsAdding] = useState(false);
  const remove = useAction(() => proved(() => client.twoFactor.removeSms()), { stale: [twoFactorQuery] });
  return (
    <>
      <Item
        title={t("security.sms.title")}
        mark={isOn ? t("security.on") : undefined}
        detail={t("security.sms.detail")}
        problem={remove.problem}
      >
        {isOn ? (
          <Button
            look="quiet"
            isBusy={remove.isPending}
            aria-label={t("security.sms.turnOff")}
            onClick={() => remove.act()}
          >
            {t("security.turnOff")}
          </Button>
        ) : (
          <Button
            look="quiet"
            aria-label={t("security.sms.turnOn")}
            aria-expanded={isAdding}
            onClick={() => setIsAdding(!isAdding)}
          >
            {t("security.turnOn")}
          </Button>
        )}
      </Item>
      {isAdding && !isOn && (
        <li>
          <AddPhone onDone={() => setIsAdding(false)} />
        </li>
      )}
    </>
  );
}
