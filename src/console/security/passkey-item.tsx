import { useState } from "react";
import type { Passkey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { Button } from "../ui/button.tsx";
import { Item } from "../ui/item.tsx";
import { passkeysQuery, twoFactorQuery } from "./queries.ts";
import { RenamePasskey } from "./rename-passkey.tsx";

export function PasskeyItem({ passkey }: { passkey: Passkey }) {
  const [isRenaming, setIsRenaming] = useState(false);
  const remove = useAction(() => proved(() => client.passkeys.remove(passkey.id)), {
    stale: [passkeysQuery, twoFactorQuery],
  });
  const { name, lastUsedAt, createdAt, backedUp } = passkey;
  if (isRenaming) return <RenamePasskey passkey={passkey} onDone={() => setIsRenaming(false)} />;
  return (
    <Item
      title={name}
      mark={backedUp ? "Synchronised" : undefined}
      detail={lastUsedAt === null ? `Added ${moment(createdAt)}, not used yet` : `Last used ${moment(lastUsedAt)}`}
      problem={remove.problem}
    >
      <div className="flex gap-2">
        <Button look="quiet" aria-label={`Rename ${name}`} onClick={() => setIsRenaming(true)}>
          Rename
        </Button>
        <Button look="danger" isBusy={remove.isPending} aria-label={`Remove ${name}`} onClick={() => remove.act()}>
          Remove
        </Button>
      </div>
    </Item>
  );
}
