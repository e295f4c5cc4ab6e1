import { useState } from "react";
import type { Passkey } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { moment } from "../app/time.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmButton } from "../ui/confirm-button.tsx";
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
      title={<bdi>{name}</bdi>}
      mark={backedUp ? t("security.passkeys.synchronised") : undefined}
      detail={
        lastUsedAt === null
          ? t("security.passkeys.notUsed", { when: moment(createdAt) })
          : t("security.passkeys.lastUsed", { when: moment(lastUsedAt) })
      }
    >
      <div className="flex gap-2">
        <Button
          look="quiet"
          aria-label={t("security.passkeys.renameNamed", { name })}
          onClick={() => setIsRenaming(true)}
        >
          {t("security.passkeys.rename")}
        </Button>
        <ConfirmButton
          label={t("security.passkeys.remove")}
          name={t("security.passkeys.removeNamed", { name })}
          title={t("security.passkeys.removeTitle")}
          work={remove}
        >
          {t("security.passkeys.removeText", { name })}
        </ConfirmButton>
      </div>
    </Item>
  );
}
