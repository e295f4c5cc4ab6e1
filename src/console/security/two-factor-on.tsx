import type { MfaStatus } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery, sessionsQuery } from "../app/queries.ts";
import { useAction } from "../app/use-action.ts";
import { proved } from "../step-up/proved.ts";
import { t } from "../strings/later.ts";
import { ConfirmButton } from "../ui/confirm-button.tsx";
import { Item } from "../ui/item.tsx";
import { EmailFallback } from "./email-fallback.tsx";
import { twoFactorQuery } from "./queries.ts";
import { SmsFallback } from "./sms-fallback.tsx";

type TwoFactorOnProps = { status: MfaStatus; onNewCodes: (codes: string[]) => void };

/** What a second factor can be, and the way to turn it off. */
export function TwoFactorOn({ status: { methods, backupCodesLeft }, onNewCodes }: TwoFactorOnProps) {
  const disable = useAction(() => proved(() => client.twoFactor.disable()), {
    stale: [twoFactorQuery, meQuery, sessionsQuery],
  });
  const replaceCodes = useAction(
    async () => onNewCodes((await proved(() => client.twoFactor.replaceBackupCodes())).backupCodes),
    { stale: [twoFactorQuery] },
  );
  return (
    <ul className="grid gap-4">
      <Item title={t("security.twoFactor.app")} mark={t("security.on")} detail={t("security.twoFactor.appDetail")}>
        <ConfirmButton label={t("security.turnOff")} title={t("security.twoFactor.disableTitle")} work={disable}>
          {t("security.twoFactor.disableText")}
        </ConfirmButton>
      </Item>
      <Item title={t("security.backupCodes.list")} detail={t("security.backupCodes.left", { count: backupCodesLeft })}>
        <ConfirmButton
          look="quiet"
          label={t("security.backupCodes.replace")}
          title={t("security.backupCodes.replaceTitle")}
          work={replaceCodes}
        >
          {t("security.backupCodes.replaceText")}
        </ConfirmButton>
      </Item>
      <EmailFallback isOn={methods.includes("email")} />
      <SmsFallback isOn={methods.includes("sms")} />
    </ul>
  );
}
