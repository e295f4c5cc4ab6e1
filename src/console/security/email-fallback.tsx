import { useSuspenseQuery } from "@tanstack/react-query";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
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
      title="Codes by email"
      mark={isOn ? "On" : undefined}
      detail={`To ${me.email}, when the app is not at hand.`}
      problem={problem}
    >
      <Button
        look="quiet"
        isBusy={isPending}
        aria-label={isOn ? "Turn codes by email off" : "Turn codes by email on"}
        onClick={() => act()}
      >
        {isOn ? "Turn off" : "Turn on"}
      </Button>
    </Item>
  );
}
