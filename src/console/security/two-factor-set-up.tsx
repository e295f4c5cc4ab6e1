import type { TotpSetup } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { meQuery } from "../app/queries.ts";
import { queryClient } from "../app/query-client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { FactorInput } from "../factors/factor-input.tsx";
import { t } from "../strings/later.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { twoFactorQuery } from "./queries.ts";

type TwoFactorSetUpProps = {
  setup: TotpSetup;
  onEnabled: (backupCodes: string[]) => void;
  onCancel: () => void;
};

const words = { WRONG_CREDENTIAL: t("security.twoFactor.wrongCode") };

/** The secret for the app, as a picture and in letters, and the app's first code. */
export function TwoFactorSetUp({ setup: { secret, qrCode }, onEnabled, onCancel }: TwoFactorSetUpProps) {
  const { submit, isPending, problem } = useSubmit(async (field) => {
    const { backupCodes } = await unwrap(client.twoFactor.enable(field("code").trim()));
    onEnabled(backupCodes);
    await Promise.all([queryClient.invalidateQueries(twoFactorQuery), queryClient.invalidateQueries(meQuery)]);
  }, words);
  return (
    <>
      <p className="text-sm text-muted">{t("security.twoFactor.scan")}</p>
      <div className="grid items-center gap-4 sm:grid-cols-[auto_1fr]">
        <img src={qrCode} alt={t("security.twoFactor.qrCode")} className="size-44 rounded-lg border border-line" />
        <div className="grid justify-items-start gap-2">
          <code dir="ltr" aria-label={t("security.twoFactor.secret")} className="text-sm wrap-anywhere">
            {secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}
          </code>
          <CopyButton text={secret} label={t("security.twoFactor.copySecret")} />
        </div>
      </div>
      <form onSubmit={submit} className="grid gap-4">
        <p className="text-sm text-muted">{t("security.twoFactor.enterCode")}</p>
        <FactorInput method="totp" />
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" isBusy={isPending}>
            {t("security.turnOn")}
          </Button>
          <Button look="bare" onClick={onCancel}>
            {t("security.cancel")}
          </Button>
        </div>
      </form>
    </>
  );
}
