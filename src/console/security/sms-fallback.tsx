import { useState } from "react";
import { client } from "../app/client.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
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
        title="Codes by SMS"
        mark={isOn ? "On" : undefined}
        detail="To your phone. Whoever takes over your number can read them."
        problem={remove.problem}
      >
        {isOn ? (
          <Button
            look="quiet"
            isBusy={remove.isPending}
            aria-label="Turn codes by SMS off"
            onClick={() => remove.act()}
          >
            Turn off
          </Button>
        ) : (
          <Button
            look="quiet"
            aria-label="Turn codes by SMS on"
            aria-expanded={isAdding}
            onClick={() => setIsAdding(!isAdding)}
          >
            Turn on
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
