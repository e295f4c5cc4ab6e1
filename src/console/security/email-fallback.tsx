import { useSuspenseQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { twoFactorQuery } from "./queries.ts";

/** Codes by email, for when the app is not at hand. */
export function EmailFallback({ isOn }: { isOn: boolean }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { twoFactor } = client;
  const { act, isPending, problem } = useAction(
    () => proved(() => (isOn ? twoFactor.removeEmail() : twoFactor.addEmail())),
    { stale: [twoFactorQuery] },
  );
  return (
    <Item
      title={t("security.email.title")}
      mark={isOn ? t("security.on") : undefined}
      detail={t("security.email.detail", { email: me.email })}
      problem={problem}
    >
      <Button
        look="quiet"
        isBusy={isPending}
        aria-label={isOn ? t("security.email.turnOff") : t("security.email.turnOn")}
        onClick={() => act()}
      >
        {isOn ? t("security.turnOff") : t("security.turnOn")}
      </Button>
    </Item>
  );
}
